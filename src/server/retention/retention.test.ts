import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import { insertFlowRun, insertTaskRun, SetClock } from "../../../test/support/stored-runs.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { StateType } from "../../schemas/state.ts";
import { insertArtifact } from "../db/artifacts.ts";
import type { Store, Tx } from "../db/store.ts";
import { deleteOldFlowRuns } from "./delete-old-flow-runs.ts";
import { type Retention, retentionServices } from "./retention-services.ts";

const day = 24 * 3600 * 1_000_000;
const now = 1_760_000_000_000_000;
const clock = new SetClock(now);
const old = now - 91 * day;
const defaults: Retention = { flowRunsDays: 90, eventsDays: 7, auditDays: 365 };

interface Given {
  type?: StateType;
  ended?: number;
  parent?: string;
}

/** A run that started when it ended, with one task run, its state and a log line. */
async function insertRun(tx: Tx, { type = "COMPLETED", ended = old, parent }: Given = {}): Promise<string> {
  const id = await insertFlowRun(tx, {
    state_type: type,
    state_timestamp: ended,
    expected_start_time: ended,
    ...(parent === undefined ? {} : { parent_task_run_id: parent }),
  });
  const task_run_id = await insertTaskRun(tx, { flow_run_id: id, state_type: "COMPLETED", state_timestamp: ended });
  const state = { id: uuidv7(), type: "COMPLETED", name: "Completed", timestamp: ended } as const;
  await tx.db
    .insertInto("task_run_state")
    .values({ ...state, task_run_id })
    .execute();
  await tx.db
    .insertInto("flow_run_state")
    .values({ ...state, flow_run_id: id })
    .execute();
  await insertLog(tx, { flow_run_id: id, task_run_id });
  return id;
}

async function insertLog(tx: Tx, of: { flow_run_id: string | null; task_run_id: string | null }): Promise<void> {
  const line = { id: uuidv7(), created: old, timestamp: old, level: 20, name: "sluice", message: "said" };
  await tx.db
    .insertInto("log")
    .values({ ...line, ...of })
    .execute();
}

async function taskOf(tx: Tx, flowRunId: string): Promise<string> {
  const row = tx.db.selectFrom("task_run").select("id").where("flow_run_id", "=", flowRunId).executeTakeFirstOrThrow();
  return (await row).id;
}

async function runRetention(store: Store, days: Retention = defaults): Promise<number> {
  let changed = 0;
  for (const service of retentionServices(days)) changed += await service.run(store, clock);
  return changed;
}

type Table = "flow_run" | "task_run" | "task_run_state" | "flow_run_state" | "log" | "artifact" | "event" | "audit";

async function count(store: Store, table: Table): Promise<number> {
  const rows = await store.read((db) => db.selectFrom(table).select("id").execute());
  return rows.length;
}

describe.each(databases)("retention (S8) on $name", ({ open, skip }) => {
  test.skipIf(skip)("an old run goes whole, a young one stays whole", async () => {
    await using store = await open(clock);
    const kept = await store.write(async (tx) => {
      await insertRun(tx);
      return await insertRun(tx, { ended: now - 89 * day });
    });
    await runRetention(store);
    expect(await store.read((db) => db.selectFrom("flow_run").select("id").execute())).toEqual([{ id: kept }]);
    for (const table of ["task_run", "task_run_state", "flow_run_state", "log"] as const)
      expect([table, await count(store, table)]).toEqual([table, 1]);
  });

  test.skipIf(skip)("a run that is not terminal is never touched, however old", async () => {
    await using store = await open(clock);
    const types = ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING"] as const;
    await store.write(async (tx) => {
      for (const type of types) await insertRun(tx, { type });
    });
    await runRetention(store);
    expect(await count(store, "flow_run")).toBe(types.length);
    expect(await count(store, "log")).toBe(types.length);
  });

  test.skipIf(skip)("runs below a run go with it, and hold it back while one of them goes on or is young", async () => {
    await using store = await open(clock);
    const tree = (below: Given) =>
      store.write(async (tx) => {
        const parent = await insertRun(tx);
        const child = await insertRun(tx, { parent: await taskOf(tx, parent) });
        await insertRun(tx, { ...below, parent: await taskOf(tx, child) });
      });
    await tree({ type: "RUNNING" });
    await tree({ ended: now - day });
    await tree({});
    await runRetention(store);
    expect(await count(store, "flow_run")).toBe(6);
    expect(await count(store, "task_run")).toBe(6);
  });

  test.skipIf(skip)("a run that is retried after it was found old stays whole", async () => {
    await using store = await open(clock);
    const id = await store.write((tx) => insertRun(tx));
    const retry = (tx: Tx) =>
      tx.db.updateTable("flow_run").set({ state_type: "SCHEDULED" }).where("id", "=", id).execute();
    let units = 0;
    const meanwhile: Store = {
      ...store,
      async write(unit) {
        if (++units === 3) await store.write(retry); // the first finds it, the second looks below it
        return await store.write(unit);
      },
    };
    expect(await deleteOldFlowRuns(meanwhile, now - 90 * day)).toBe(0);
    expect(units).toBe(3);
    for (const table of ["flow_run", "task_run", "log"] as const)
      expect([table, await count(store, table)]).toEqual([table, 1]);
  });

  test.skipIf(skip)("a run below one that somebody has deleted goes by itself", async () => {
    await using store = await open(clock);
    await store.write((tx) => insertRun(tx, { parent: uuidv7() }));
    await runRetention(store);
    expect(await count(store, "flow_run")).toBe(0);
  });

  test.skipIf(skip)("artifacts go with their run, but the newest of a key stays", async () => {
    await using store = await open(clock);
    await store.write(async (tx) => {
      const flow_run_id = await insertRun(tx);
      const artifact = { created: old, updated: old, type: null, description: null, metadata: null, task_run_id: null };
      for (const [key, data] of [
        ["top", "1"],
        ["top", "2"],
        [null, "3"],
      ] as const)
        await insertArtifact(tx, { id: uuidv7(), ...artifact, flow_run_id, key, data });
    });
    await runRetention(store);
    expect(await store.read((db) => db.selectFrom("artifact").select("data").execute())).toEqual([{ data: "2" }]);
  });

  test.skipIf(skip)("a run with more than one unit deletes is deleted, too", async () => {
    await using store = await open(clock);
    await store.write(async (tx) => {
      const flow_run_id = await insertRun(tx);
      for (let at = 0; at < 1_200; at++) await insertLog(tx, { flow_run_id, task_run_id: null });
    });
    await runRetention(store);
    expect([await count(store, "flow_run"), await count(store, "log")]).toEqual([0, 0]);
  });

  test.skipIf(skip)("old background tasks, events and audit entries go, each at its age", async () => {
    await using store = await open(clock);
    await store.write(async (tx) => {
      for (const at of [old, now - day]) {
        const task_run_id = await insertTaskRun(tx, { state_type: "FAILED", state_timestamp: at });
        await insertLog(tx, { flow_run_id: null, task_run_id });
      }
      await insertTaskRun(tx, { state_type: "RUNNING", state_timestamp: old });
      for (const occurred of [now - 8 * day, now - 6 * day]) {
        const event = { id: uuidv7(), occurred, received: occurred, event: "a", resource_id: "r", follows: null };
        await tx.db
          .insertInto("event")
          .values({ ...event, resource: {}, related: [], payload: "{}" })
          .execute();
      }
      for (const occurred of [now - 366 * day, now]) {
        const entry = {
          id: uuidv7(),
          occurred,
          actor: "a",
          role: "admin",
          method: "POST",
          address: "/",
          http_status: 201,
        };
        await tx.db.insertInto("audit").values(entry).execute();
      }
    });
    await runRetention(store);
    const left = [];
    for (const table of ["task_run", "log", "event", "audit"] as const) left.push(await count(store, table));
    expect(left).toEqual([2, 1, 1, 1]);
  });

  test.skipIf(skip)("0 days keeps everything for ever", async () => {
    await using store = await open(clock);
    await store.write((tx) => insertRun(tx));
    await runRetention(store, { flowRunsDays: 0, eventsDays: 0, auditDays: 0 });
    expect(await count(store, "flow_run")).toBe(1);
  });
});

test("a SQLite file becomes smaller when much has been deleted", async () => {
  await using store = await databases[0]!.open(clock);
  await store.write(async (tx) => {
    const flow_run_id = await insertRun(tx);
    const line = { created: old, timestamp: old, level: 20, name: "sluice", message: "x".repeat(2_000) };
    for (let at = 0; at < 2_000; at++)
      await tx.db
        .insertInto("log")
        .values({ ...line, id: uuidv7(), flow_run_id, task_run_id: null })
        .execute();
  });
  const size = async (): Promise<number> => {
    const { rows } = await store.read((db) => sql<{ page_count: number }>`PRAGMA page_count`.execute(db));
    return rows[0]!.page_count;
  };
  const before = await size();
  await runRetention(store);
  expect(await size()).toBeLessThan(before / 4);
});
