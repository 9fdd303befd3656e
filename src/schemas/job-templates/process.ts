import type { JsonObject } from "../../lib/json.ts";
import { baseConfiguration, baseVariables } from "./base-variables.ts";

/** The base job template of work pools whose runs are processes on the worker's machine. */
export const processTemplate: JsonObject = {
  job_configuration: {
    ...baseConfiguration,
    stream_output: "{{ stream_output }}",
    working_dir: "{{ working_dir }}",
  },
  variables: {
    type: "object",
    properties: {
      ...baseVariables,
      stream_output: {
        title: "Stream Output",
        description: "Whether the worker shows what the process writes.",
        type: "boolean",
        default: true,
      },
      working_dir: {
        title: "Working Directory",
        description: "The folder in which the process starts; by default the deployment's, or a temporary one.",
        type: "string",
        format: "path",
      },
    },
  },
};
