// What clients may wait for, and what the store tells at commits. Names stand for rows that may come and go, so they are
// looked up again when something of their kind changes.

import type { Kysely } from "kysely";
import type { Store } from "../db/store.ts";
import type { Tables } from "../db/tables.ts";

/** The topics of the store, and which of the client's each stands for. */
export type Wanted = Map<string, Set<string>>;

export interface Topics {
  wanted: Wanted;
  /** Topics of the store after which the names have to be looked up again. */
  stale: ReadonlySet<string>;
}

/** Looks up what the store calls the topics of a client. */
export async function topicsOf(store: Store, asked: readonly string[]): Promise<Topics> {
  const wanted: Wanted = new Map();
  const stale = new Set<string>();
  const want = (topic: string, of: string) => wanted.set(topic, (wanted.get(topic) ?? new Set()).add(of));
  const byKind = Map.groupBy(asked, (topic) => topic.slice(0, topic.indexOf(":")));
  const namesOf = (kind: string) => (byKind.get(kind) ?? []).map((topic) => topic.slice(kind.length + 1));

  for (const kind of ["flow-run", "deployment"]) {
    for (const id of namesOf(kind)) want(`${kind}:${id.toLowerCase()}`, `${kind}:${id}`);
  }
  for (const key of namesOf("task-key")) {
    want("task-queue", `task-key:${key}`); // a task that was given back is told without its key
    want(`task-queue:${key}`, `task-key:${key}`);
  }
  const pools = namesOf("work-pool");
  if (pools.length > 0) {
    stale.add("work-pool");
    for (const { topic, name } of await store.read((db) => topicsOfPools(db, pools))) want(topic, `work-pool:${name}`);
  }
  const limits = namesOf("limit");
  if (limits.length > 0) {
    stale.add("concurrency-limit");
    for (const { id, name } of await store.read((db) => limitsNamed(db, limits)))
      want(`concurrency-limit:${id}`, `limit:${name}`);
  }
  return { wanted, stale };
}

/** A pool is told of by itself and by its queues, which is where runs wait. */
async function topicsOfPools(db: Kysely<Tables>, names: readonly string[]) {
  const rows = await db
    .selectFrom("work_pool")
    .innerJoin("work_queue", "work_queue.work_pool_id", "work_pool.id")
    .select(["work_pool.name", "work_pool.id as pool", "work_queue.id as queue"])
    .where("work_pool.name", "in", names)
    .execute();
  return rows.flatMap(({ name, pool, queue }) => [
    { topic: `work-pool:${pool}`, name },
    { topic: `work-queue:${queue}`, name },
  ]);
}

function limitsNamed(db: Kysely<Tables>, names: readonly string[]) {
  return db.selectFrom("concurrency_limit").select(["id", "name"]).where("name", "in", names).execute();
}
