import type { Tx } from "../db/store.ts";
import { closeWhatItLeaves } from "./close-what-it-leaves.ts";
import { type Judge, judgeOf } from "./decide.ts";
import { coreFlowPolicy, markLateRunsPolicy, minimalFlowPolicy } from "./flow-run-policies.ts";
import { enterFlowRunState, flowRunState, lockFlowRun, type LockedFlowRun, placed } from "./flow-run-rows.ts";
import { flowRunServices, type PutFlowRun } from "./flow-run-services.ts";
import type { FlowRunPolicyRules, FlowRunTransition } from "./flow-run-transition.ts";
import { mirrorOnTrackingTask } from "./mirror-on-tracking-task.ts";
import { accepted, type OrchestrationOutcome, outcomeOf, rejected, superseded } from "./outcome.ts";
import { type RunState, stateFrom, type StateProposal } from "./run-state.ts";

export type FlowRunProposalOptions = {
  /** Skips the rules that protect a run from its clients, not the bookkeeping. Default false. */
  force?: boolean;
  /** Default: what holds for clients, or by force. */
  policy?: FlowRunPolicyRules;
  /** The token of the attempt that speaks (engine.md L3); undefined for clients that send none. */
  attempt?: string | undefined;
  /** The attempt says that it has lost sight of some of its calls: they end with the run. Default false. */
  leavesCalls?: boolean;
  /** Of a Prefect client, from its User-Agent. */
  clientVersion?: string | undefined;
};

/**
 * Asks the rules whether a flow run may enter a state, and puts it into that state or into the one that they choose.
 *
 * The same proposal may be sent again: where the run is still in the state that it led to, it is answered as before.
 *
 * @throws RunNotFound
 */
export async function proposeFlowRunState(
  tx: Tx,
  flowRunId: string,
  proposal: StateProposal,
  options: FlowRunProposalOptions = {},
): Promise<OrchestrationOutcome> {
  const run = await lockFlowRun(tx, flowRunId);
  if (options.attempt !== undefined && options.attempt !== run.attempt_token) return superseded(flowRunId);
  const initial = await flowRunState(tx, run.state_id);
  const known = answeredBefore(proposal, initial);
  if (known !== undefined) return known;
  return decideAndEnter(tx, transitionOf(tx, { run, initial, proposal, options }), options);
}

/** The answer to a proposal that has put the run into its current state. */
export function answeredBefore({ id }: StateProposal, current: RunState | null): OrchestrationOutcome | undefined {
  if (id === undefined || current === null) return undefined;
  if (current.id === id) return accepted(current, false);
  if (current.details.transition_id !== id) return undefined;
  return rejected(current, "The run has entered another state in place of the proposed one.");
}

type Proposed = {
  run: LockedFlowRun;
  initial: RunState | null;
  proposal: StateProposal;
  options: FlowRunProposalOptions;
};

function transitionOf(tx: Tx, { run, initial, proposal, options }: Proposed): FlowRunTransition {
  return {
    run,
    initial,
    now: tx.now,
    proposed: stateFrom(proposal, tx.now),
    policy: run.empirical_policy,
    policyBefore: run.empirical_policy,
    attempt: options.attempt,
    leavesCalls: options.leavesCalls ?? false,
    clientVersion: options.clientVersion,
    services: flowRunServices(tx, putByForce(tx)),
  };
}

async function decideAndEnter(
  tx: Tx,
  transition: FlowRunTransition,
  options: FlowRunProposalOptions,
): Promise<OrchestrationOutcome> {
  const decision = await judgeFor(options)(transition, tx.now);
  if (decision.entered === null) return outcomeOf(decision.verdict!, transition.initial, null);
  const state = placed(decision.entered, transition);
  if (!(await enterFlowRunState(tx, transition, state))) return accepted(state, false);
  await decision.followUp();
  await mirrorOnTrackingTask(tx, transition.run, state);
  await closeWhatItLeaves(tx, transition, { state, endChild: putByForce(tx) });
  return decision.verdict === undefined ? accepted(state) : outcomeOf(decision.verdict, transition.initial, state);
}

/** How one run's change leads to another's: its child ends with it, the next in line gets its slot. */
export function putByForce(tx: Tx): PutFlowRun {
  return (flowRunId, state) => proposeFlowRunState(tx, flowRunId, state, { force: true });
}

const judges = new Map<FlowRunPolicyRules, Judge<FlowRunTransition>>(
  [coreFlowPolicy, minimalFlowPolicy, markLateRunsPolicy].map((policy) => [policy, judgeOf(policy)]),
);

function judgeFor({ policy, force }: FlowRunProposalOptions): Judge<FlowRunTransition> {
  const chosen = policy ?? (force ? minimalFlowPolicy : coreFlowPolicy);
  return judges.get(chosen) ?? judgeOf(chosen);
}
