import { withPlainNumbers } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import { readInput, removeInput, sendInput } from "../../db/runs/flow-run-inputs.ts";
import type { Tx } from "../../db/store.ts";
import { schemaErrors } from "../../json-schema.ts";
import { flowRunState, lockFlowRun } from "../../orchestration/flow-run-rows.ts";
import { aborted, type OrchestrationOutcome, rejected } from "../../orchestration/outcome.ts";
import { proposeFlowRunState } from "../../orchestration/propose-flow-run-state.ts";
import type { RunState, StateProposal } from "../../orchestration/run-state.ts";

export interface ResumeRequest {
  runInput: JsonObject | null;
  clientVersion: string | undefined;
}

/** Lets a paused run go on; where it waits for input, with input that fits what it asked for. */
export async function resumeFlowRun(tx: Tx, id: string, request: ResumeRequest): Promise<OrchestrationOutcome> {
  const run = await lockFlowRun(tx, id);
  const state = await flowRunState(tx, run.state_id);
  if (state?.type !== "PAUSED") return aborted("Cannot resume a flow run that is not paused.");
  const keys = keysetOf(state);
  if (keys !== undefined) {
    const refusal = await refusedInput(tx, id, { keys, input: request.runInput ?? {} });
    if (refusal !== undefined) return rejected(state, refusal);
  }
  const outcome = await proposeFlowRunState(tx, id, nextState(state), { clientVersion: request.clientVersion });
  if (keys !== undefined && outcome.status === "ACCEPT") {
    await removeInput(tx, id, keys.response); // of an earlier try, which paused under the same key
    await sendInput(tx, { flow_run_id: id, key: keys.response, value: JSON.stringify(request.runInput ?? {}) });
  }
  return outcome;
}

/** A suspended run is started anew, a paused one goes on where it is. */
function nextState({ details }: RunState): StateProposal {
  return details.pause_reschedule ? { type: "SCHEDULED", name: "Resuming" } : { type: "RUNNING" };
}

interface Keyset {
  response: string;
  schema: string;
}

function keysetOf({ details }: RunState): Keyset | undefined {
  const keys = details["run_input_keyset"] as Partial<Keyset> | null | undefined;
  return typeof keys?.response === "string" && typeof keys.schema === "string" ? (keys as Keyset) : undefined;
}

async function refusedInput(
  tx: Tx,
  id: string,
  { keys, input }: { keys: Keyset; input: JsonObject },
): Promise<string | undefined> {
  const schema = await readInput(tx, id, keys.schema);
  if (schema === undefined) return `Run input schema "${keys.schema}" not found.`;
  try {
    const [error] = await schemaErrors(JSON.parse(schema) as JsonObject, withPlainNumbers(input));
    return error && `Run input validation failed: ${error.instancePath || "input"} ${error.message ?? "does not fit"}`;
  } catch (error) {
    return `Run input schema is not a valid JSON schema: ${error instanceof Error ? error.message : String(error)}`;
  }
}
