import { openApi } from "../api.ts";
import { confirm } from "../confirm.ts";
import { findDeployment } from "./find-deployment.ts";

export async function deleteDeployment(text: string, { yes }: { yes?: true }): Promise<void> {
  await using api = await openApi();
  const params = await findDeployment(api, text);
  if (!yes) await confirm(`Delete the deployment ${text} and its scheduled runs?`);
  await api.client.call("DELETE /deployments/{id:uuid}", { params });
  console.log(`Deleted ${text}.`);
}
