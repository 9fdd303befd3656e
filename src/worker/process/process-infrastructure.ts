import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { hostname } from "node:os";
import { processTemplate } from "../../schemas/job-templates/process.ts";
import type { Infrastructure } from "../infrastructure.ts";
import { languageOf } from "../language.ts";
import { startCommand } from "./start-command.ts";

/** Runs are processes on the machine of the worker: TypeScript by a runner, Python by `prefect` where that is there. */
export function processInfrastructure({ path = process.env["PATH"] ?? "" } = {}): Infrastructure {
  return {
    type: "process",
    baseJobTemplate: processTemplate,
    refuses(deployment) {
      const command = (deployment.job_variables as Record<string, unknown>)["command"];
      if (languageOf(deployment) === "typescript" || command !== undefined || isOnPath("prefect", path))
        return undefined;
      return (
        `The flow of deployment ${deployment.name} is Python (${deployment.entrypoint}), and there is no "prefect" on the ` +
        `PATH of the worker on ${hostname()}: activate its virtual environment before you start the worker.`
      );
    },
    start: ({ configuration, deployment }) => startCommand(configuration, deployment.path),
  };
}

function isOnPath(program: string, path: string): boolean {
  const names = process.platform === "win32" ? [`${program}.exe`, `${program}.cmd`] : [program];
  return path.split(delimiter).some((folder) => names.some((name) => existsSync(join(folder, name))));
}
