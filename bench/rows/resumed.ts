// The flow of row 10: dies by kill -9 after its 50th task; whoever goes on with it prints when its first new task runs.

import { appendFileSync } from "node:fs";

const sources = "../../src/index.ts";
const { flow, task } = (await import(process.env["BENCH_PACKAGE"] ?? sources)) as typeof import("../../src/index.ts");

const journal = process.env["BENCH_JOURNAL"] as string;

const step = task(async function step(n: number) {
  appendFileSync(journal, `${n} ${Date.now()}\n`);
  if (n === 50 && process.env["BENCH_DIE"] === "1") process.kill(process.pid, "SIGKILL");
  return n;
});

export const interrupted = flow(async function interrupted(count: number) {
  for (let n = 0; n < count; n++) await step(n);
});

if (import.meta.main) await interrupted(100);
