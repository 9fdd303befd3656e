import { openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { findRun } from "../find-run.ts";
import { found } from "../not-found.ts";

export async function cancelFlowRun(text: string): Promise<void> {
  await using api = await openApi();
  const id = await findRun(api, "flow run", text);
  const proposal = { params: { id }, body: { state: { type: "CANCELLING" as const, name: "Cancelling" } } };
  const answer = await found(api.client.call("POST /flow_runs/{id:uuid}/set_state", proposal), `flow run ${id}`);
  if (answer.state?.type === "CANCELLED") return console.log(`Flow run ${id} is cancelled: nothing was running.`);
  if (answer.status === "ACCEPT")
    return console.log(`Flow run ${id} is being cancelled. Watch it: sluice flow-run watch ${id}`);
  const reason = "reason" in answer.details ? answer.details.reason : null;
  const why = reason?.replace(/\.$/, "") ?? `it is ${answer.state?.name ?? "in no state for it"}`;
  throw new CommandFailure(`Flow run ${id} cannot be cancelled: ${why}.`);
}
