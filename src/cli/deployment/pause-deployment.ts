import { openApi } from "../api.ts";
import { findDeployment } from "./find-deployment.ts";

export async function pauseDeployment(text: string, verb: "pause" | "resume"): Promise<void> {
  await using api = await openApi();
  const params = await findDeployment(api, text);
  await api.client.call(`POST /deployments/{id:uuid}/${verb}_deployment`, { params });
  console.log(verb === "pause" ? `Paused ${text}: its scheduled runs are dropped.` : `Resumed ${text}.`);
}
