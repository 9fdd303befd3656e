// Runs that their process left, and that a new call with the same parameters may mean to go on with (engine.md R3).

import type { Kysely } from "kysely";
import type { Micros } from "../../lib/clock.ts";
import { fateOf } from "../../lib/process-identity.ts";
import type { InterruptedQuery, Origin, Owner } from "../../schemas/record.ts";
import type { Store } from "../db/store.ts";
import type { Tables } from "../db/tables.ts";

const mostAnswered = 20;
/** A run with more runs after it than this is nobody's last one: looking further would cost every start. */
const farthestBack = 5_000;

interface Candidate {
  id: string;
  owner: Owner | null;
  origin: Origin | null;
  lease_expires_at: Micros | null;
}

/** Ids of such runs, the newest first; none from before the newest one that completed with these parameters. */
export async function interruptedRuns(store: Store, query: InterruptedQuery, now: Micros): Promise<string[]> {
  return await store.read(async (db) => {
    const flow = await db.selectFrom("flow").select("id").where("name", "=", query.flow_name).executeTakeFirst();
    if (flow === undefined) return [];
    const same = { flowId: flow.id, parameters: query.parameters_json };
    const left = (await findCandidates(db, same)).filter((run) => isLeft(run, now));
    if (left.length === 0) return [];
    const completed = await lastCompletedAfter(db, same, left.at(-1)!.id);
    return left.map(({ id }) => id).filter((id) => completed === undefined || id > completed);
  });
}

interface Same {
  flowId: string;
  parameters: string;
}

/** Each part has an index that holds few rows: crashed ones, leased ones, and those that wait for their time. */
async function findCandidates(db: Kysely<Tables>, { flowId, parameters }: Same): Promise<Candidate[]> {
  const ofFlow = db
    .selectFrom("flow_run")
    .select(["id", "owner", "origin", "lease_expires_at"])
    .where("flow_id", "=", flowId)
    .where("parameters", "=", parameters)
    .where("parent_task_run_id", "is", null)
    .orderBy("id", "desc")
    .limit(mostAnswered);
  const parts = await Promise.all([
    ofFlow.where("state_type", "=", "CRASHED").execute(),
    ofFlow
      .where("lease_expires_at", "is not", null)
      .where("state_type", "in", ["PENDING", "RUNNING", "SCHEDULED"])
      .execute(),
    ofFlow.where("state_type", "=", "SCHEDULED").where("state_name", "=", "AwaitingRetry").execute(),
  ]);
  const runs = new Map(parts.flat().map((run) => [run.id, run]));
  return [...runs.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, mostAnswered);
}

/** Nobody executes it, and it can be gone on with. */
function isLeft({ owner, origin, lease_expires_at }: Candidate, now: Micros): boolean {
  if (origin === null || origin.not_resumable !== null) return false;
  if (lease_expires_at === null || lease_expires_at <= now) return true;
  return owner !== null && fateOf(owner) === "gone";
}

/** The newest completed run after one, by id, which rises with time; the newest of all where too many came after it. */
async function lastCompletedAfter(
  db: Kysely<Tables>,
  { flowId, parameters }: Same,
  id: string,
): Promise<string | undefined> {
  const later = db
    .selectFrom("flow_run")
    .select(["id", "flow_id", "state_type"])
    .where("id", ">", id)
    .orderBy("id", "desc")
    .limit(farthestBack)
    .as("later");
  const completed = await db
    .selectFrom(later)
    .innerJoin("flow_run", "flow_run.id", "later.id")
    .select("later.id as id")
    .where("later.flow_id", "=", flowId)
    .where("later.state_type", "=", "COMPLETED")
    .where("flow_run.parameters", "=", parameters)
    .orderBy("later.id", "desc")
    .limit(1)
    .executeTakeFirst();
  return completed?.id;
}
