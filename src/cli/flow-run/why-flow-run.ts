import type { Waiting, WaitingReason } from "../../schemas/waiting.ts";
import { openApi } from "../api.ts";
import { findRun } from "../find-run.ts";
import { found } from "../not-found.ts";
import type { OutputOptions } from "../options.ts";

/** Says what a flow run waits for, and what to do about it. */
export async function whyFlowRun(text: string, { output }: OutputOptions): Promise<void> {
  await using api = await openApi();
  const id = await findRun(api, "flow run", text);
  const answer = api.client.call("GET /sluice/flow_runs/{id:uuid}/waiting", { params: { id } });
  const waiting = await found(answer, `flow run ${id}`);
  console.log(output === "json" ? JSON.stringify(waiting, null, 2) : linesOf(waiting).join("\n"));
}

function linesOf({ state_name, reasons }: Waiting): string[] {
  if (reasons.length === 0) return [`It waits for nothing: it is ${state_name ?? "in no state yet"}.`];
  return reasons.flatMap(waitingLines);
}

/** A reason in words, and under it what to do. */
export function waitingLines({ message, since, what_to_do }: WaitingReason): string[] {
  const from = since === null ? "" : ` (since ${since})`;
  return [`${message}${from}`, ...(what_to_do === null ? [] : [`  ${what_to_do}`])];
}
