import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { systemClock } from "../../src/lib/clock.ts";
import { openStore } from "../../src/server/db/store.ts";

const processes = 8;
const killEveryMs = 100;
const kills = 30;
const boundMs = 90_000; // a slow machine takes longer for the same work

interface Observed {
  acknowledged: Set<string>;
  errors: string;
  longestStopMs: number;
  killed: number;
}

test("S2: eight processes write one file while one is killed every 100 ms, and nothing acknowledged is lost", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-processes-"));
  const file = join(folder, "sluice.db");
  const observed: Observed = { acknowledged: new Set(), errors: "", longestStopMs: 0, killed: 0 };
  await writeWhileKilling(file, observed);

  const store = await openStore({ database: file, clock: systemClock });
  const rows = await store.read((db) => db.selectFrom("variable").select("name").execute());
  await store.close();
  rmSync(folder, { recursive: true });

  const kept = new Set(rows.map(({ name }) => name));
  console.log(
    `${observed.acknowledged.size} rows acknowledged, ${observed.killed} processes killed, ` +
      `longest stop of an event loop ${observed.longestStopMs.toFixed(0)} ms`,
  );
  expect(observed.errors).toBe("");
  expect(observed.killed).toBe(kills);
  expect(observed.acknowledged.size).toBeGreaterThan(kills); // who is killed has written something
  expect([...observed.acknowledged].filter((name) => !kept.has(name))).toEqual([]);
});

async function writeWhileKilling(file: string, observed: Observed): Promise<void> {
  const until = Date.now() + boundMs;
  const running = new Set<ChildProcess>();
  const writing = new Set<ChildProcess>(); // those that have written something: a process that starts disturbs nobody
  const start = () => {
    const child = startWriter({ file, observed, hasWritten: () => writing.add(child) });
    running.add(child);
    child.once("close", () => void (running.delete(child), writing.delete(child)));
  };
  for (let started = 0; started < processes; started++) start();
  while (observed.killed < kills && Date.now() < until) {
    await delay(killEveryMs);
    const [victim] = writing;
    if (victim === undefined) continue;
    writing.delete(victim);
    if (!running.has(victim) || !victim.kill("SIGKILL")) continue;
    observed.killed += 1;
    start();
  }
  const ended = [...running].map((child) => once(child, "close"));
  for (const child of running) child.stdin?.end();
  await Promise.all(ended);
}

interface Writer {
  file: string;
  observed: Observed;
  hasWritten(): void;
}

function startWriter({ file, observed, hasWritten }: Writer): ChildProcess {
  const script = join(import.meta.dirname, "fixtures/sqlite-writer.ts");
  const child = spawn(process.execPath, [script, file], { stdio: "pipe" });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    const lines = (output + String(chunk)).split("\n");
    output = lines.pop()!; // a killed process may leave half a line, which acknowledges nothing
    for (const line of lines) note(line, observed);
    hasWritten();
  });
  child.stderr.on("data", (chunk: Buffer) => (observed.errors += String(chunk)));
  return child;
}

function note(line: string, observed: Observed): void {
  const stop = /^longest stop (.+)$/.exec(line)?.[1];
  if (stop === undefined) observed.acknowledged.add(line);
  else observed.longestStopMs = Math.max(observed.longestStopMs, Number(stop));
}
