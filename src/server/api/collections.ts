import type { JsonObject } from "../../lib/json.ts";
import { processTemplate } from "../../schemas/job-templates/process.ts";
import { notFound } from "./http/api-error.ts";
import { serve } from "./http/serve.ts";

/** What can be made on this server, without asking another one on the internet for it. */
const views: Readonly<Record<string, JsonObject>> = {
  "aggregate-worker-metadata": {
    prefect: {
      process: {
        type: "process",
        display_name: "Process",
        description: "Runs flows as processes on the machine of the worker.",
        documentation_url: null,
        logo_url: null,
        install_command: "pip install prefect",
        is_beta: false,
        default_base_job_configuration: processTemplate,
      },
    },
  },
  "aggregate-block-metadata": {},
  "aggregate-flow-metadata": {},
  "demo-flows": {},
};

export const servedCollections = [
  serve("GET /collections/views/{view}", async ({ params }) => {
    const view = Object.hasOwn(views, params.view) ? views[params.view] : undefined;
    if (view === undefined) throw notFound(`View ${params.view} not found in registry`);
    return view;
  }),
];
