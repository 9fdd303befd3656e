// Deployments over the API, for tests.

import type { BodyOf } from "../../src/schemas/route.ts";
import type { Routes } from "../../src/schemas/routes/index.ts";
import { scheduleDeployments } from "../../src/server/services/schedule-deployments.ts";
import type { TestApi } from "./api.ts";

type Given = Partial<BodyOf<Routes["POST /deployments/"]>> & { flow?: string };

/** Creates a deployment, or changes the one of that flow and name. */
export async function deploy(api: TestApi, { flow = "crawl", ...given }: Given = {}) {
  const { id: flow_id } = await api.call("POST /flows/", { body: { name: flow } });
  return api.call("POST /deployments/", { body: { name: "nightly", flow_id, ...given } });
}

/** The runs that are scheduled for a deployment, the next one first. */
export function scheduledRuns(api: TestApi, deployment: { id: string }) {
  return api.call("POST /flow_runs/filter", {
    body: {
      flow_runs: { deployment_id: { any_: [deployment.id] }, state: { type: { any_: ["SCHEDULED"] } } },
      sort: "NEXT_SCHEDULED_START_TIME_ASC",
    },
  });
}

/** One turn of the scheduler. */
export function schedule(api: TestApi): Promise<number> {
  return scheduleDeployments(api.store, api.clock);
}

/** When runs are expected to start, as hours and minutes. */
export function hours(runs: readonly { expected_start_time: string | null }[]): string[] {
  return runs.map((run) => run.expected_start_time!.slice(11, 16));
}
