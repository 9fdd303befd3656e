// What the storage alone costs, without an SDK or server around it: the floor that the other rows are held against.

import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "sluice-floor-"));
const db = new DatabaseSync(join(folder, "floor.db"));
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${process.env["BENCH_SYNC"] ?? "NORMAL"};
  CREATE TABLE run (id BLOB PRIMARY KEY, flow BLOB, key TEXT, state TEXT, result TEXT, UNIQUE (flow, key)) STRICT, WITHOUT ROWID;
  CREATE TABLE state (id BLOB PRIMARY KEY, run BLOB, type TEXT, time INTEGER) STRICT, WITHOUT ROWID;
  CREATE INDEX state_run ON state (run, time);`);
const insertRun = db.prepare("INSERT INTO run VALUES (?, ?, ?, ?, ?)");
const insertState = db.prepare("INSERT INTO state VALUES (?, ?, ?, ?)");

const flow = Buffer.alloc(16, 1);
let made = 0;

/** The rows of one finished task: the task run and three states. */
function writeTask(): void {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(++made);
  insertRun.run(id, flow, `key-${made}`, "COMPLETED", "[1]");
  for (let state = 0; state < 3; state++) {
    const stateId = Buffer.alloc(16);
    stateId.writeUInt32BE(made * 4 + state);
    insertState.run(stateId, id, "RUNNING", made);
  }
}

interface Spent {
  micros: number;
  cpuMicros: number;
}

function perTask(count: number, batch: number): Spent {
  const started = performance.now();
  const before = process.cpuUsage();
  for (let done = 0; done < count; done += batch) {
    db.exec("BEGIN IMMEDIATE");
    for (let at = 0; at < batch; at++) writeTask();
    db.exec("COMMIT");
  }
  const { user, system } = process.cpuUsage(before);
  return { micros: ((performance.now() - started) * 1000) / count, cpuMicros: (user + system) / count };
}

perTask(2_000, 1);
const commit = perTask(5_000, 1);
const batched = perTask(20_000, 500);
db.close();
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ commit, batched }));
