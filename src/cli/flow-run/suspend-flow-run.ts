import { openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { findRun } from "../find-run.ts";
import { found } from "../not-found.ts";

export interface SuspendFlowRunOptions {
  timeout?: number;
}

/** Puts a running flow aside: its process hears of it with the next renewal of its lease, and leaves the run. */
export async function suspendFlowRun(text: string, { timeout }: SuspendFlowRunOptions): Promise<void> {
  await using api = await openApi();
  const id = await findRun(api, "flow run", text);
  const state_details = {
    pause_reschedule: true,
    ...(timeout === undefined ? {} : { pause_timeout: new Date(Date.now() + timeout * 1000).toISOString() }),
  };
  const body = { state: { type: "PAUSED" as const, name: "Suspended", state_details } };
  const proposal = api.client.call("POST /flow_runs/{id:uuid}/set_state", { params: { id }, body });
  const answer = await found(proposal, `flow run ${id}`);
  if (answer.status === "ACCEPT")
    return console.log(`Flow run ${id} is suspended. Resume it: sluice flow-run resume ${id}`);
  const reason = "reason" in answer.details ? answer.details.reason : null;
  throw new CommandFailure(`Flow run ${id} cannot be suspended: ${reason ?? `it is ${answer.state?.name}`}`);
}
