import type { DeploymentResponse } from "../../schemas/deployment.ts";
import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import type { StateType } from "../../schemas/state.ts";
import { type CommandApi, openApi } from "../api.ts";
import type { OutputOptions } from "../options.ts";
import { printDetails } from "../print/print.ts";
import { paintState } from "../print/state.ts";
import { fullTime, relativeTime } from "../print/time.ts";
import { findDeployment, fullName } from "./find-deployment.ts";
import { statusText } from "./list-deployments.ts";
import { scheduleText } from "./schedule-text.ts";

export async function inspectDeployment(text: string, options: OutputOptions): Promise<void> {
  await using api = await openApi();
  const deployment = await findDeployment(api, text);
  const name = await fullName(api, deployment);
  const next = await runsOf(api, deployment, "next");
  const latest = await runsOf(api, deployment, "latest");
  printDetails(
    { ...deployment, full_name: name },
    {
      ...options,
      entries: [
        ["Deployment", name],
        ["Id", deployment.id],
        ["Status", statusText(deployment)],
        ["Description", deployment.description ?? null],
        ["Version", deployment.version ?? null],
        ["Entrypoint", deployment.entrypoint ?? null],
        ["Path", deployment.path ?? null],
        ["Work pool", placeOf(deployment)],
        ["Limit", deployment.global_concurrency_limit?.limit ?? null],
        ["Tags", deployment.tags.join(", ") || null],
        ["Schedules", deployment.schedules.map(scheduleText)],
        [
          "Parameters",
          Object.entries(deployment.parameters).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
        ],
        ["Updated", fullTime(deployment.updated)],
        ["Next runs", next.map(({ expected_start_time }) => fullTime(expected_start_time) ?? "-")],
        ["Latest runs", latest.map(runLine)],
      ],
    },
  );
}

function placeOf({ work_pool_name, work_queue_name }: DeploymentResponse): string | null {
  return work_pool_name ? `${work_pool_name}, queue ${work_queue_name ?? "default"}` : null;
}

function runsOf(
  { client }: CommandApi,
  { id }: DeploymentResponse,
  which: "next" | "latest",
): Promise<FlowRunResponse[]> {
  const scheduled: StateType[] = ["SCHEDULED"];
  return client.call("POST /flow_runs/filter", {
    body: {
      flow_runs: {
        deployment_id: { any_: [id] },
        state: { type: which === "next" ? { any_: scheduled } : { not_any_: scheduled } },
      },
      sort: which === "next" ? "NEXT_SCHEDULED_START_TIME_ASC" : "EXPECTED_START_TIME_DESC",
      limit: 3,
    },
  });
}

function runLine(run: FlowRunResponse): string {
  const state = paintState(run.state_type, run.state_name ?? "-");
  return `${run.id}  ${run.name}  ${state}  ${relativeTime(run.state?.timestamp ?? run.created ?? "")}`;
}
