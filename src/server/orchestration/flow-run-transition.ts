import type { Micros } from "../../lib/clock.ts";
import type { Bookkeeping } from "./bookkeeping.ts";
import type { Rule, Effect, Policy, Transition } from "./rule.ts";

/** The parts of `empirical_policy` that rules read and write. */
export type FlowRunPolicy = {
  retries?: number | null;
  retry_delay?: number | null;
  pause_keys?: string[] | null;
  resuming?: boolean | null;
  retry_type?: "in_process" | "reschedule" | null;
  [other: string]: unknown;
};

/** A flow run as the rules see it: its row, locked. */
export type FlowRun = Bookkeeping & {
  readonly id: string;
  /** How many times it was begun, and of those the tries (engine.md M0, L4). */
  readonly attempt: number;
  readonly try: number;
  readonly deployment_id: string | null;
  readonly work_queue_id: string | null;
  readonly parent_task_run_id: string | null;
  readonly infrastructure_pid: string | null;
  /** The token of its current attempt; null when it is executed by a client that sends none. */
  readonly attempt_token: string | null;
  readonly lease_expires_at: Micros | null;
};

/** The concurrency limit of a deployment. */
export type DeploymentLimit = {
  readonly limitId: string;
  readonly slots: number;
  readonly whenFull: "ENQUEUE" | "CANCEL_NEW";
  readonly leaseSeconds: number;
};

/** What flow-run rules need from the store. */
export interface FlowRunServices {
  /** The limit of a deployment; "none" without one, "missing" when the deployment is not there. */
  deploymentLimit(deploymentId: string): Promise<DeploymentLimit | "none" | "missing">;
  /** Takes a slot for the run and returns its lease, or null: the run then waits in line. */
  takeSlot(limit: DeploymentLimit, flowRunId: string): Promise<string | null>;
  hasFreeSlot(limit: DeploymentLimit): Promise<boolean>;
  renewLease(leaseId: string, seconds: number): Promise<boolean>;
  /** The slots of the lease stay taken until the run gives them back. */
  keepSlotsWithoutLease(leaseId: string): Promise<void>;
  /** Gives back every slot that the run holds, and its place in a line. */
  releaseSlots(flowRunId: string): Promise<void>;
  /** How many failures of the run have been retried since it was last started by hand (engine.md L4). */
  retriedFailures(flowRunId: string): Promise<number>;
}

/** The proposed change of one flow run. */
export interface FlowRunTransition extends Transition {
  readonly run: FlowRun;
  readonly now: Micros;
  /** The run's policy; a rule changes it by putting a changed copy here. */
  policy: FlowRunPolicy;
  readonly policyBefore: FlowRunPolicy;
  /** Set when the process that executes the run speaks (engine.md L3). */
  readonly attempt: string | undefined;
  /** That process cannot tell of all its calls that they have ended. */
  readonly leavesCalls: boolean;
  /** Of a Prefect client, from its User-Agent; undefined for one that does not say. */
  readonly clientVersion: string | undefined;
  readonly services: FlowRunServices;
}

export type FlowRunRule = Rule<FlowRunTransition>;
export type FlowRunEffect = Effect<FlowRunTransition>;
export type FlowRunPolicyRules = Policy<FlowRunTransition>;
