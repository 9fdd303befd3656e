import type { OrchestrationResult } from "../../../schemas/orchestration-result.ts";
import type { StateCreate } from "../../../schemas/run-state.ts";
import type { OrchestrationOutcome } from "../../orchestration/outcome.ts";
import type { StateProposal } from "../../orchestration/run-state.ts";
import { stateOnWire } from "./state.ts";

/** What a client proposes, without what says nothing. */
export function proposalFrom({ type, name, message, data, state_details }: StateCreate): StateProposal {
  return {
    type,
    name,
    message,
    data: data === undefined || data === null ? null : JSON.stringify(data),
    details: saidIn(state_details ?? {}),
  };
}

/** The run's own id is in its row; nulls and defaults say nothing. */
function saidIn(details: object): NonNullable<StateProposal["details"]> {
  const said: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(details)) {
    if (value === null || value === undefined || value === false || name === "flow_run_id") continue;
    said[name] = value;
  }
  return said;
}

export function outcomeOnWire(
  outcome: OrchestrationOutcome,
  run: { flow_run_id?: string; task_run_id?: string },
): OrchestrationResult {
  const { status, state, details } = outcome;
  return { status, state: state && stateOnWire(state, run), details };
}
