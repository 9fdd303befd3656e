// Transitions to ask rules about: a run in one state, proposed for another.

import { isoFromMicros } from "../../src/lib/clock.ts";
import type { StateType } from "../../src/schemas/state.ts";
import { foldState, unstarted } from "../../src/server/orchestration/bookkeeping.ts";
import { judgeOf } from "../../src/server/orchestration/decide.ts";
import type {
  DeploymentLimit,
  FlowRun,
  FlowRunPolicy,
  FlowRunServices,
  FlowRunTransition,
} from "../../src/server/orchestration/flow-run-transition.ts";
import type { Policy, Rule, Transition } from "../../src/server/orchestration/rule.ts";
import { type RunState, stateFrom, type StateProposal } from "../../src/server/orchestration/run-state.ts";
import type {
  TaskRun,
  TaskRunPolicy,
  TaskRunServices,
  TaskRunTransition,
} from "../../src/server/orchestration/task-run-transition.ts";

/** 2026-11-25T07:00:00Z. */
export const now = 1_795_590_000_000_000;

export const inSeconds = (seconds: number): string => isoFromMicros(now + seconds * 1_000_000);

/** A state by its type alone, or in full. */
export type Described = StateType | StateProposal;

export function state(described: Described, at = now): RunState {
  return stateFrom(typeof described === "string" ? { type: described } : described, at);
}

export type FlowCase = {
  from: Described | null;
  to: Described;
  run?: Partial<FlowRun>;
  policy?: FlowRunPolicy;
  attempt?: string;
  clientVersion?: string;
  services?: Partial<FlowRunServices>;
};

export function flowTransition(given: FlowCase): FlowRunTransition {
  const initial = given.from === null ? null : state(given.from, now - 10_000_000);
  const run: FlowRun = {
    ...(initial === null ? unstarted : foldState(unstarted, initial)),
    id: "00000000-0000-7000-8000-000000000001",
    attempt: 0,
    try: 1,
    deployment_id: null,
    work_queue_id: null,
    parent_task_run_id: null,
    infrastructure_pid: null,
    attempt_token: given.attempt ?? null,
    lease_expires_at: null,
    ...given.run,
  };
  const policy = given.policy ?? {};
  return {
    run,
    initial,
    now,
    proposed: state(given.to),
    policy,
    policyBefore: policy,
    attempt: given.attempt,
    leavesCalls: false,
    clientVersion: given.clientVersion,
    services: only<FlowRunServices>(given.services),
  };
}

export type TaskCase = {
  from: Described | null;
  to: Described;
  run?: Partial<TaskRun>;
  policy?: TaskRunPolicy;
  random?: number;
  services?: Partial<TaskRunServices>;
};

export function taskTransition(given: TaskCase): TaskRunTransition {
  const initial = given.from === null ? null : state(given.from, now - 10_000_000);
  const run: TaskRun = {
    ...(initial === null ? unstarted : foldState(unstarted, initial)),
    id: "00000000-0000-7000-8000-000000000002",
    flow_run_id: null,
    task_key: "load-1a2b3c4d",
    tags: [],
    flow_run_run_count: 0,
    ...given.run,
  };
  return {
    run,
    initial,
    now,
    proposed: state(given.to),
    policy: given.policy ?? {},
    services: only<TaskRunServices>(given.services),
    random: () => given.random ?? 0.5,
  };
}

/** The services that a case says it needs; asking for any other fails the test. */
function only<S extends object>(services: Partial<S> = {}): S {
  return new Proxy(services, {
    get(target, name) {
      const service = target[name as keyof S];
      if (service === undefined) throw new Error(`the rule asked for ${String(name)}, which this case does not need`);
      return service;
    },
  }) as S;
}

export function deploymentLimit(given: Partial<DeploymentLimit> = {}): DeploymentLimit {
  const limitId = "00000000-0000-7000-8000-0000000000aa";
  return { limitId, slots: 1, whenFull: "ENQUEUE", leaseSeconds: 300, ...given };
}

/** What a rule alone says: "pass", "wait 5", "abort", "keep" (the current state), or the name of the state in its place. */
export async function verdictOf<T extends Transition>(rule: Rule<T>, transition: T): Promise<string> {
  return verdictOfPolicy({ name: rule.name, rules: [rule], effects: [] }, transition);
}

export async function verdictOfPolicy<T extends Transition>(policy: Policy<T>, transition: T): Promise<string> {
  const { verdict } = await judgeOf(policy)(transition, now);
  switch (verdict?.kind) {
    case undefined:
      return "pass";
    case "reject":
      return verdict.state === null ? "keep" : state(verdict.state).name;
    case "wait":
      return `wait ${verdict.seconds}`;
    case "abort":
      return "abort";
  }
}
