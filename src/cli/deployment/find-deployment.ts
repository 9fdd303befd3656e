import { isUuid } from "../../lib/uuid.ts";
import type { DeploymentResponse } from "../../schemas/deployment.ts";
import type { CommandApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { found } from "../not-found.ts";
import { namesOf } from "../pages.ts";

/**
 * The deployment that a person means by its id or by `flow/name`.
 *
 * @throws {CommandFailure} there is none, or it is neither
 */
export async function findDeployment({ client }: CommandApi, text: string): Promise<DeploymentResponse> {
  if (isUuid(text))
    return await found(client.call("GET /deployments/{id:uuid}", { params: { id: text } }), nameOf(text));
  const [flow_name, deployment_name, ...rest] = text.split("/");
  if (!flow_name || !deployment_name || rest.length > 0)
    throw new CommandFailure(`"${text}" names no deployment: give its id, or "flow name/deployment name".`);
  const params = { flow_name, deployment_name };
  return await found(client.call("GET /deployments/name/{flow_name}/{deployment_name}", { params }), nameOf(text));
}

function nameOf(text: string): string {
  return `deployment "${text}"`;
}

/** The names of deployments, with their flows', by their ids. */
export async function fullNames(
  { client }: CommandApi,
  deployments: readonly DeploymentResponse[],
): Promise<Map<string, string>> {
  const ids = deployments.map(({ flow_id }) => flow_id);
  const flows = await namesOf(ids, (any_) =>
    client.call("POST /flows/filter", { body: { flows: { id: { any_ } }, limit: any_.length } }),
  );
  return new Map(deployments.map(({ id, flow_id, name }) => [id, `${flows.get(flow_id) ?? "?"}/${name}`]));
}

/** The name of one, with its flow's. */
export async function fullName(api: CommandApi, deployment: DeploymentResponse): Promise<string> {
  return (await fullNames(api, [deployment])).get(deployment.id)!;
}
