import type { RecordedResult, StoredCall } from "../../../schemas/record.ts";
import type { RunContext } from "../../context.ts";
import { isHttpStatusError, isSluiceError } from "../../errors.ts";
import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import type { Api } from "../../host.ts";
import { levels } from "../../logging/levels.ts";
import { writeLog } from "../../logging/run-logger.ts";
import { fingerprintOf } from "../../definitions/registry.ts";
import { State } from "../../state.ts";
import { ask } from "../reporting/ask.ts";
import type { Call } from "../calls/call.ts";
import type { Place } from "../calls/identify.ts";
import { isKept, loadResult } from "../results/keep-result.ts";
import { resultStorage } from "../results/result-rules.ts";
import { type Reuse, reuse } from "../calls/reuse.ts";

export interface EarlierChild {
  call: Call;
  context: RunContext;
  place: Place;
  digest: string;
}

/**
 * What an earlier attempt left of a child flow: its outcome, a run to go on with, a call whose run never began, or
 * nothing. The call takes the ids of what is there.
 */
export type Left = State | "unfinished" | "unstarted" | "nothing";

export async function childOutcome(api: Api, definition: FlowDefinition, child: EarlierChild): Promise<Left> {
  const { context, place, digest, call } = child;
  const memo = context.flow?.memo;
  const stored = memo?.find(place.identity, digest);
  if (stored === undefined) {
    memo?.noteFresh(definition.name, digest);
    return "nothing";
  }
  call.id = stored.id;
  if (stored.child_flow_run_id === null) return "unstarted";
  call.childFlowRunId = stored.child_flow_run_id;
  return (await endedOutcome(api, stored, { definition, context, call })) ?? "unfinished";
}

interface StoredChild {
  definition: FlowDefinition;
  context: RunContext;
  call: Call;
}

async function endedOutcome(api: Api, stored: StoredCall, child: StoredChild): Promise<State | undefined> {
  const { definition, context, call } = child;
  const decision = decide(stored, definition, context);
  if (decision.kind !== "value" && decision.kind !== "raise") return undefined;
  const value = await keptValue(api, stored, child);
  if (value === undefined) return undefined;
  call.runName = stored.name;
  const fields = {
    type: stored.state_type as State["type"],
    name: stored.state_name,
    message: stored.state_message,
    timestamp: stored.state_timestamp,
  };
  if (decision.kind === "raise") return new State({ ...fields, value: { kind: "error", error: value.kept } });
  if (decision.warning !== null) writeLog(context, levels.WARNING, decision.warning);
  return new State({ ...fields, value: { kind: "value", value: value.kept } });
}

function decide(stored: StoredCall, { options, file }: FlowDefinition, { flow }: RunContext): Reuse {
  const parent = flow?.definition.options ?? {};
  return reuse(stored, {
    try: flow?.try ?? 1,
    retryReuse: parent.retryReuse ?? "completed",
    reuseOnRetry: true,
    onCodeChange: options.onCodeChange ?? parent.onCodeChange ?? "reuse",
    onAmbiguous: options.onAmbiguous ?? parent.onAmbiguous ?? "warn",
    code: fingerprintOf(file),
  });
}

/** Undefined where it was not kept, or is gone from its storage. */
async function keptValue(
  api: Api,
  stored: StoredCall,
  { definition, context }: StoredChild,
): Promise<{ kept: unknown } | undefined> {
  const result = await childResult(api, stored.child_flow_run_id as string);
  if (!isKept(result)) return undefined;
  try {
    return { kept: await loadResult(result, resultStorage(definition, context)) };
  } catch (error) {
    if (isSluiceError(error, "missing-result")) return undefined;
    throw error;
  }
}

async function childResult(api: Api, flowRunId: string): Promise<RecordedResult | null> {
  try {
    return await ask<RecordedResult | null>(api, `/sluice/flow_runs/${flowRunId}/result`, { isPatient: true });
  } catch (error) {
    if (isHttpStatusError(error, 404)) return null;
    throw error;
  }
}
