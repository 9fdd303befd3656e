import type { RecordedResult } from "../../schemas/record.ts";
import type { RunContext } from "../context.ts";
import { HttpStatusError } from "../errors.ts";
import type { FlowDefinition } from "../flow-definition.ts";
import type { Api } from "../host.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { fingerprintOf } from "../registry.ts";
import { State } from "../state.ts";
import { ask } from "./ask.ts";
import type { Call } from "./call.ts";
import type { Place } from "./identify.ts";
import { isKept, loadResult } from "./keep-result.ts";
import { resultStorage } from "./result-rules.ts";
import { reuse } from "./reuse.ts";

export interface EarlierChild {
  call: Call;
  context: RunContext;
  place: Place;
  digest: string;
}

/** What an earlier attempt left of a child flow: its outcome, a run to go on with, or nothing. */
export async function childOutcome(api: Api, definition: FlowDefinition, child: EarlierChild): Promise<State | "unfinished" | "none"> {
  const { context, place, digest, call } = child;
  const memo = context.flow?.memo;
  const stored = memo?.find(place.identity, digest);
  if (stored === undefined) {
    memo?.noteFresh(definition.name, digest);
    return "none";
  }
  if (stored.child_flow_run_id === null) return "none";
  const parent = context.flow?.definition.options ?? {};
  const decision = reuse(stored, {
    try: context.flow?.try ?? 1,
    retryReuse: parent.retryReuse ?? "completed",
    reuseOnRetry: true,
    onCodeChange: definition.options.onCodeChange ?? parent.onCodeChange ?? "reuse",
    onAmbiguous: definition.options.onAmbiguous ?? parent.onAmbiguous ?? "warn",
    code: fingerprintOf(definition.file),
  });
  if (decision.kind !== "value" && decision.kind !== "raise") return "unfinished";
  const result = await childResult(api, stored.child_flow_run_id);
  if (!isKept(result)) return "unfinished";
  const value = await loadResult(result, resultStorage(definition, context));
  call.runName = stored.name;
  const fields = { type: stored.state_type as State["type"], name: stored.state_name, message: stored.state_message, timestamp: stored.state_timestamp };
  if (decision.kind === "raise") return new State({ ...fields, value: { kind: "error", error: value } });
  if (decision.warning !== null) writeLog(context, levels.WARNING, decision.warning);
  return new State({ ...fields, value: { kind: "value", value } });
}

async function childResult(api: Api, flowRunId: string): Promise<RecordedResult | null> {
  try {
    return await ask<RecordedResult | null>(api, `/sluice/flow_runs/${flowRunId}/result`);
  } catch (error) {
    if (error instanceof HttpStatusError && error.status === 404) return null;
    throw error;
  }
}
