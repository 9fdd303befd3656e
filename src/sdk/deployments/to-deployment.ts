import { checkName } from "../definitions/definition.ts";
import type { Flow } from "../flow.ts";
import type { DeploymentOptions, FlowDeployment } from "./deployment-options.ts";
import { schedulesOf } from "./schedules.ts";

/**
 * A deployment of a flow that `serve` or `deploy` can take.
 *
 * @throws {TypeError} more than one kind of schedule · {InvalidNameError}
 */
export function toDeployment(flow: Flow, options: DeploymentOptions = {}): FlowDeployment {
  schedulesOf(options); // a mistake is told where it was made
  const name = options.name === undefined ? flow.name : nameFrom(options.name);
  return { flow, name, options };
}

const moduleFile = /([^/\\]+)\.[cm]?[jt]sx?$/;

/** `import.meta.filename` is a name, too: that of the file. */
function nameFrom(text: string): string {
  return checkName("deployment", moduleFile.exec(text)?.[1] ?? text);
}
