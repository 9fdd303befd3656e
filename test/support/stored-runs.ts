// Runs in a real store, for tests of what changes them.

import type { Insertable } from "kysely";
import type { Clock } from "../../src/lib/clock.ts";
import { uuidv7 } from "../../src/lib/uuid.ts";
import type { Tx } from "../../src/server/db/store.ts";
import type { DeploymentTable, FlowRunTable, TaskRunTable } from "../../src/server/db/tables.ts";

/** A clock that stands still until it is moved. */
export class SetClock implements Clock {
  time: number;

  constructor(time: number) {
    this.time = time;
  }

  now(): number {
    return this.time;
  }

  advance(seconds: number): void {
    this.time += seconds * 1_000_000;
  }
}

/** A flow run without a state. */
export async function insertFlowRun(tx: Tx, given: Partial<Insertable<FlowRunTable>> = {}): Promise<string> {
  const id = given.id ?? uuidv7();
  const row: Insertable<FlowRunTable> = {
    id,
    created: tx.now,
    updated: tx.now,
    flow_id: uuidv7(),
    name: "brave-otter",
    try: 1,
    attempt: 0,
    run_count: 0,
    total_run_time: 0,
    auto_scheduled: false,
    tags: [],
    labels: {},
    empirical_policy: {},
    context: "{}",
    parameters: "{}",
    ...given,
  };
  await tx.db.insertInto("flow_run").values(row).execute();
  return id;
}

/** A flow run of a process of ours: its first attempt, with a token and a lease. */
export async function insertLocalFlowRun(
  tx: Tx,
  given: Partial<Insertable<FlowRunTable>> = {},
): Promise<{ id: string; token: string }> {
  const token = uuidv7();
  const lease_expires_at = tx.now + 30_000_000;
  const id = await insertFlowRun(tx, { attempt: 1, attempt_token: token, lease_expires_at, ...given });
  const attempt = { flow_run_id: id, attempt: 1, token, cause: "start", started: tx.now } as const;
  await tx.db.insertInto("flow_run_attempt").values(attempt).execute();
  return { id, token };
}

/** A task run without a state. */
export async function insertTaskRun(tx: Tx, given: Partial<Insertable<TaskRunTable>> = {}): Promise<string> {
  const id = given.id ?? uuidv7();
  const row: Insertable<TaskRunTable> = {
    id,
    created: tx.now,
    updated: tx.now,
    dynamic_key: id,
    task_key: "load-1a2b3c4d",
    name: "load",
    run_count: 0,
    flow_run_run_count: 0,
    total_run_time: 0,
    try: 1,
    generation: 0,
    tags: [],
    labels: {},
    empirical_policy: {},
    task_inputs: {},
    ...given,
  };
  await tx.db.insertInto("task_run").values(row).execute();
  return id;
}

/** A deployment without schedules or a place. */
export async function insertDeployment(tx: Tx, given: Partial<Insertable<DeploymentTable>> = {}): Promise<string> {
  const id = given.id ?? uuidv7();
  const row: Insertable<DeploymentTable> = {
    id,
    created: tx.now,
    updated: tx.now,
    flow_id: uuidv7(),
    name: "nightly",
    paused: false,
    tags: [],
    labels: {},
    enforce_parameter_schema: true,
    job_variables: "{}",
    parameters: "{}",
    ...given,
  };
  await tx.db.insertInto("deployment").values(row).execute();
  return id;
}

/** A limit of slots, with the deployment whose runs share it. */
export async function insertDeploymentLimit(
  tx: Tx,
  given: { deploymentId: string; slots: number; whenFull?: "ENQUEUE" | "CANCEL_NEW" },
): Promise<string> {
  await insertDeployment(tx, { id: given.deploymentId });
  const id = await insertLimit(tx, { name: `deployment:${given.deploymentId}`, slots: given.slots });
  const when_full = given.whenFull ?? "ENQUEUE";
  const row = { deployment_id: given.deploymentId, limit_id: id, when_full, lease_seconds: 300 };
  await tx.db.insertInto("deployment_limit").values(row).execute();
  return id;
}

export async function insertLimit(
  tx: Tx,
  given: { name: string; slots: number; decayPerSecond?: number },
): Promise<string> {
  const id = uuidv7();
  const row = {
    id,
    created: tx.now,
    updated: tx.now,
    name: given.name,
    active: true,
    slots: given.slots,
    slot_decay_per_second: given.decayPerSecond ?? 0,
    denied_slots: 0,
    avg_slot_occupancy_seconds: 2,
  };
  await tx.db.insertInto("concurrency_limit").values(row).execute();
  return id;
}
