import type { Tx } from "../db/store.ts";
import { type Judge, judgeOf } from "./decide.ts";
import { accepted, type OrchestrationOutcome, outcomeOf } from "./outcome.ts";
import { answeredBefore } from "./propose-flow-run-state.ts";
import { type RunState, stateFrom, type StateProposal } from "./run-state.ts";
import { backgroundTaskPolicy, coreTaskPolicy, minimalTaskPolicy } from "./task-run-policies.ts";
import { enterTaskRunState, lockTaskRun, type LockedTaskRun, taskRunState } from "./task-run-rows.ts";
import { taskRunServices } from "./task-run-services.ts";
import type { TaskRun, TaskRunPolicyRules, TaskRunTransition } from "./task-run-transition.ts";

export type TaskRunProposalOptions = {
  /** Skips the rules that protect a run from its clients, not the bookkeeping. Default false. */
  force?: boolean;
  /** Default: what holds for clients, for background tasks, or by force. */
  policy?: TaskRunPolicyRules;
  /** Between 0 and 1, for jitter. Default `Math.random`. */
  random?: () => number;
};

/**
 * Asks the rules whether a task run may enter a state, and puts it into that state or into the one that they choose.
 *
 * @throws RunNotFound
 */
export async function proposeTaskRunState(
  tx: Tx,
  taskRunId: string,
  proposal: StateProposal,
  options: TaskRunProposalOptions = {},
): Promise<OrchestrationOutcome> {
  const run = await lockTaskRun(tx, taskRunId);
  const initial = await taskRunState(tx, run.state_id);
  const known = answeredBefore(proposal, initial);
  if (known !== undefined) return known;
  const judge = judgeFor(run, options);
  return decideAndEnter(tx, judge, transitionOf(tx, { run, initial, proposal, options }));
}

type Proposed = {
  run: LockedTaskRun;
  initial: RunState | null;
  proposal: StateProposal;
  options: TaskRunProposalOptions;
};

function transitionOf(tx: Tx, { run, initial, proposal, options }: Proposed): TaskRunTransition {
  return {
    run,
    initial,
    now: tx.now,
    proposed: stateFrom(proposal, tx.now),
    policy: run.empirical_policy,
    services: taskRunServices(tx),
    random: options.random ?? Math.random,
  };
}

async function decideAndEnter(
  tx: Tx,
  judge: Judge<TaskRunTransition>,
  transition: TaskRunTransition,
): Promise<OrchestrationOutcome> {
  const { entered, verdict, followUp } = await judge(transition, tx.now);
  if (entered === null) return outcomeOf(verdict!, transition.initial, null);
  const isNew = await enterTaskRunState(tx, transition.run, entered);
  if (!isNew) return accepted(entered, false);
  await followUp();
  return verdict === undefined ? accepted(entered) : outcomeOf(verdict, transition.initial, entered);
}

const judges = new Map(
  [coreTaskPolicy, backgroundTaskPolicy, minimalTaskPolicy].map((policy) => [policy, judgeOf(policy)]),
);

function judgeFor(run: TaskRun, { policy, force }: TaskRunProposalOptions): Judge<TaskRunTransition> {
  const byClient = run.flow_run_id === null ? backgroundTaskPolicy : coreTaskPolicy;
  const chosen = policy ?? (force ? minimalTaskPolicy : byClient);
  return judges.get(chosen) ?? judgeOf(chosen);
}
