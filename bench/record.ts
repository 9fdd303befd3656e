// What recording costs (performance.md, rows 1 to 6): microseconds a task through the recording route, JSON, schema,
// rules and commit included, beside the storage floor: the same rows written by bare prepared statements.
//
//   node bench/record.ts [postgresql://…]

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Hono } from "hono";
import { systemClock } from "../src/lib/clock.ts";
import { ownProcess } from "../src/lib/process-identity.ts";
import { uuidToBytes, uuidv7 } from "../src/lib/uuid.ts";
import type { RecordAnswer } from "../src/schemas/record.ts";
import { recordApi } from "../src/server/api/runs/record.ts";
import { openStore, type StoreOptions } from "../src/server/db/store.ts";

const tasks = 4000;
const flowRuns = 1000;

const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
try {
  for (const sync of ["normal", "full"] as const) {
    const floor = new Map([1, 10, 100, 1000].map((size) => [size, storageFloor(sync, size)]));
    await measure(`SQLite, synchronous = ${sync}`, { database: join(folder, `${sync}.db`), sync }, floor);
  }
  const [postgres] = process.argv.slice(2);
  if (postgres !== undefined) await measure("PostgreSQL", { database: postgres }, new Map());
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(title: string, options: Omit<StoreOptions, "clock">, floor: Map<number, number>): Promise<void> {
  const store = await openStore({ ...options, clock: systemClock });
  const api = recordApi({ store });
  console.log(title);
  const run = flowRun();
  await send(api, JSON.stringify({ items: [run] }));
  await perTask(api, run, 100); // warm-up: compiled and prepared
  for (const size of [1, 10, 100, 1000]) {
    const micros = await perTask(api, run, size);
    const ratio = floor.has(size) ? `, ${(micros / floor.get(size)!).toFixed(1)} times the storage floor` : "";
    console.log(`  a task in batches of ${String(size).padEnd(4)} ${micros.toFixed(0).padStart(5)} µs${ratio}`);
  }
  console.log(`  ${flowRuns} flows of 3 tasks       ${(await flowsPerSecond(api)).toFixed(0).padStart(5)} runs/s`);
  await store.close();
}

async function perTask(api: Hono, run: Run, size: number): Promise<number> {
  const batches = Math.ceil(tasks / size);
  const bodies = Array.from({ length: batches }, () => {
    return JSON.stringify({ items: Array.from({ length: size }, () => taskRun(run)) });
  });
  const began = performance.now();
  for (const body of bodies) await send(api, body);
  return ((performance.now() - began) * 1000) / (batches * size);
}

async function flowsPerSecond(api: Hono): Promise<number> {
  const batches = Array.from({ length: 10 }, () => {
    const items = Array.from({ length: flowRuns / 10 }, () => {
      const run = flowRun();
      return [run, taskRun(run), taskRun(run), taskRun(run), flowEnd(run)];
    });
    return JSON.stringify({ items: items.flat() });
  });
  const began = performance.now();
  await Promise.all(batches.map((body) => send(api, body)));
  return flowRuns / ((performance.now() - began) / 1000);
}

async function send(api: Hono, body: string): Promise<void> {
  const response = await api.fetch(new Request("http://sluice/sluice/record", { method: "POST", body }));
  const { answers } = (await response.json()) as { answers: RecordAnswer[] };
  const refused = answers.find((answer) => answer.status !== "accepted");
  if (refused !== undefined) throw new Error(`not accepted: ${JSON.stringify(refused)}`);
}

/** Microseconds for the rows of one task: its own, three states and what the indexes need. */
function storageFloor(sync: "normal" | "full", size: number): number {
  const db = new DatabaseSync(join(folder, `floor-${sync}-${size}.db`));
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${sync};
    CREATE TABLE run (id BLOB PRIMARY KEY, parent BLOB, key TEXT, body TEXT, UNIQUE (parent, key)) STRICT, WITHOUT ROWID;
    CREATE TABLE state (id BLOB PRIMARY KEY, run BLOB, time INTEGER, body TEXT) STRICT, WITHOUT ROWID;
    CREATE INDEX state_run ON state (run, time)`);
  const run = db.prepare("INSERT INTO run VALUES (?, ?, ?, ?)");
  const state = db.prepare("INSERT INTO state VALUES (?, ?, ?, ?)");
  const parent = uuidToBytes(uuidv7());
  const began = performance.now();
  for (let written = 0; written < tasks; written += size) {
    db.exec("BEGIN IMMEDIATE");
    for (let at = 0; at < size; at++) {
      const id = uuidToBytes(uuidv7());
      run.run(id, parent, crypto.randomUUID(), "x".repeat(250));
      for (let time = 0; time < 3; time++) state.run(uuidToBytes(uuidv7()), id, time, "RUNNING");
    }
    db.exec("COMMIT");
  }
  const micros = ((performance.now() - began) * 1000) / tasks;
  db.close();
  return micros;
}

type Run = ReturnType<typeof flowRun>;

function flowRun() {
  return {
    kind: "flow-run",
    n: 1,
    attempt: uuidv7(),
    id: uuidv7(),
    flow: { name: "bench", tags: [] },
    name: "bench",
    parameters_json: "{}",
    tags: [],
    lease_seconds: 30,
    owner: { ...ownProcess(), node: process.version, sdk: "bench" },
    states: [state("PENDING"), state("RUNNING")],
  };
}

function taskRun({ id, attempt }: Run) {
  const identity = uuidv7();
  return {
    kind: "task-run",
    n: 2,
    attempt,
    id: uuidv7(),
    flow_run_id: id,
    define: { name: "bench", task_key: "bench-1a2b3c4d", dynamic_key: crypto.randomUUID(), identity },
    run_count: 1,
    try: 1,
    states: [state("PENDING"), state("RUNNING"), state("COMPLETED")],
    result: { serializer: "json", data: "42" },
  };
}

function flowEnd({ id, attempt }: Run) {
  return { kind: "flow-state", n: 3, attempt, id, state: state("COMPLETED") };
}

function state(type: "PENDING" | "RUNNING" | "COMPLETED") {
  return { id: uuidv7(), type, name: type, timestamp: systemClock.now() };
}
