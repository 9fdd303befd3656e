// Which runs are offered to those who ask for work. Offering claims nothing: the claim is the run's first Pending.
//
// Invariants (pain P25)
//   O1. A run is offered only when it can start: its pool, its queue and its deployment have slots for it.
//   O2. The queue of the higher priority goes first, and in it the run that has been due longest.
//   O3. Runs that cannot start hide no other: whatever their number, those behind them are found.

import { type Kysely, sql, type SqlBool } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import { limitsOfDeployments } from "../deployments/deployment-limits.ts";
import { scheduled } from "../runs/scheduled.ts";
import type { Tables } from "../tables.ts";

export interface DueQueue {
  id: string;
  /** Runs that it may start, undefined for any number. */
  free: number | undefined;
}

export interface Due {
  before: Micros;
  after?: Micros | undefined;
  limit: number;
  now: Micros;
}

export interface OfferedRun {
  id: string;
  work_queue_id: string | null;
  deployment_id: string | null;
}

/** The due runs of queues, which are in the order of their priority. */
export async function dueRunsOfQueues(
  db: Kysely<Tables>,
  queues: readonly DueQueue[],
  due: Due,
): Promise<OfferedRun[]> {
  const slots = await freeSlots(db, due.now);
  const offered: OfferedRun[] = [];
  for (const queue of queues) {
    const room = Math.min(queue.free ?? due.limit, due.limit - offered.length);
    const source = { column: "work_queue_id", ids: [queue.id], hidesRetries: true } as const;
    offered.push(...(await startable(db, source, { ...due, limit: room, slots })));
  }
  return offered;
}

/** The due runs of deployments, for the process that serves them. */
export async function dueRunsOfDeployments(
  db: Kysely<Tables>,
  ids: readonly string[],
  due: Due,
): Promise<OfferedRun[]> {
  if (ids.length === 0) return [];
  const slots = await freeSlots(db, due.now);
  return startable(db, { column: "deployment_id", ids, hidesRetries: false }, { ...due, slots });
}

interface Source {
  column: "work_queue_id" | "deployment_id";
  ids: readonly string[];
  /** Runs that wait for their next try in a living process are nobody's to start. */
  hidesRetries: boolean;
}

type Slots = Map<string, number>;

/** Takes page after page, leaving out deployments as soon as they have no slot left (O3). */
async function startable(
  db: Kysely<Tables>,
  source: Source,
  { slots, ...due }: Due & { slots: Slots },
): Promise<OfferedRun[]> {
  const offered: OfferedRun[] = [];
  let last: Found | undefined;
  while (offered.length < due.limit) {
    const full = [...slots].filter(([, free]) => free <= 0).map(([deployment]) => deployment);
    const asked = due.limit - offered.length;
    const page = await findDue(db, source, { ...due, limit: asked, full, last });
    for (const run of page) if (takesSlot(slots, run.deployment_id)) offered.push(run);
    if (page.length < asked) break;
    last = page.at(-1);
  }
  return offered;
}

function takesSlot(slots: Slots, deploymentId: string | null): boolean {
  const free = deploymentId === null ? undefined : slots.get(deploymentId);
  if (free === undefined) return true;
  if (free <= 0) return false;
  slots.set(deploymentId!, free - 1);
  return true;
}

interface Found extends OfferedRun {
  next_scheduled_start_time: Micros | null;
}

type Page = Due & { full: readonly string[]; last: Found | undefined };

function findDue(db: Kysely<Tables>, { column, ids, hidesRetries }: Source, page: Page): Promise<Found[]> {
  const { before, after, limit, full, last } = page;
  let query = db
    .selectFrom("flow_run")
    .select(["id", "work_queue_id", "deployment_id", "next_scheduled_start_time"])
    .where("state_type", "=", scheduled)
    .where(column, "in", ids)
    .where("next_scheduled_start_time", "<=", before)
    .orderBy("next_scheduled_start_time")
    .orderBy("id")
    .limit(limit);
  if (after !== undefined) query = query.where("next_scheduled_start_time", ">=", after);
  if (hidesRetries) query = query.where(isNobodysRetry);
  if (full.length > 0) {
    query = query.where((run) => run.or([run("deployment_id", "is", null), run("deployment_id", "not in", full)]));
  }
  if (last !== undefined) {
    const { id, next_scheduled_start_time: time } = last;
    query = query.where((run) =>
      run.or([
        run("next_scheduled_start_time", ">", time),
        run.and([run("next_scheduled_start_time", "=", time), run("id", ">", id)]),
      ]),
    );
  }
  return query.execute();
}

const isNobodysRetry = sql<SqlBool>`COALESCE(${sql.ref("flow_run.empirical_policy")} ->> 'retry_type', '') <> 'in_process'`;

/** What limited deployments have left. One that cancels what it has no slot for is offered everything. */
async function freeSlots(db: Kysely<Tables>, now: Micros): Promise<Slots> {
  const limits = await limitsOfDeployments(db, { now });
  const counted = [...limits.values()].filter((limit) => limit.active && limit.when_full === "ENQUEUE");
  return new Map(counted.map((limit) => [limit.deployment_id, limit.slots - limit.active_slots]));
}
