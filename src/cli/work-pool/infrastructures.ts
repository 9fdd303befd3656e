import type { JsonObject } from "../../lib/json.ts";
import { dockerTemplate } from "../../schemas/job-templates/docker.ts";
import { kubernetesTemplate } from "../../schemas/job-templates/kubernetes.ts";
import { processTemplate } from "../../schemas/job-templates/process.ts";
import type { Infrastructure } from "../../worker/infrastructure.ts";
import { CommandFailure } from "../failure.ts";

const templates: Readonly<Record<string, JsonObject>> = {
  process: processTemplate,
  docker: dockerTemplate,
  kubernetes: kubernetesTemplate,
};

/** What a worker of this type starts runs with. @throws {CommandFailure} there is none */
export async function infrastructureOf(type: string): Promise<Infrastructure> {
  if (type === "process") {
    const { processInfrastructure } = await import("../../worker/process/process-infrastructure.ts");
    return processInfrastructure();
  }
  if (type === "docker") {
    const { dockerInfrastructure } = await import("../../integrations/docker/docker-infrastructure.ts");
    return dockerInfrastructure();
  }
  throw new CommandFailure(`There is no worker of type "${type}" here: there are process and docker.`);
}

/** What a pool of this type is made with. @throws {CommandFailure} the type is not known */
export function templateOf(type: string): JsonObject {
  const template = Object.hasOwn(templates, type) ? templates[type] : undefined;
  if (template !== undefined) return template;
  const known = Object.keys(templates).join(", ");
  throw new CommandFailure(
    `There is no type of work pool "${type}"; there are ${known}. Others need --base-job-template.`,
  );
}
