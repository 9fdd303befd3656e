import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { DeploymentResponse } from "../../schemas/deployment.ts";
import type { CodePlace } from "./code-place.ts";

/** Changes when the deployment does, or the file of its flow: a process that was started before has other code. */
export function codeVersion({ entrypoint, folder }: CodePlace, { id, version, updated }: DeploymentResponse): string {
  const file = resolve(folder, entrypoint.slice(0, Math.max(entrypoint.lastIndexOf(":"), 0)));
  return [id, version, updated, statSync(file, { throwIfNoEntry: false })?.mtimeMs].join(" ");
}
