import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Ended, endOf, Home } from "./support/programs.ts";

const script = fileURLToPath(new URL("./fixtures/ending-flow.ts", import.meta.url));
/** It hears within half a second that another process has taken over: a lease is renewed thrice in its time. */
const waiting = { env: { CHAOS_END: "wait", SLUICE_RUNS_LEASE_SECONDS: "1.5" } };

/** A process that executes a run and waits in the middle of it. */
async function startWaiting(home: Home): Promise<ChildProcess> {
  const child = home.start([script], waiting);
  await once(child.stdout!, "data");
  return child;
}

async function kill(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  const ended = once(child, "close");
  child.kill(signal);
  await ended;
}

test("L3: of processes that race to take a crashed run over exactly one wins, and the others are refused with its holder", async () => {
  using home = new Home();
  await kill(await startWaiting(home));
  const [run] = await home.runs();
  const rivals = Array.from({ length: 3 }, () => home.startRetry(run!.id, waiting));
  const refused = await Promise.all(rivals.map(async (rival) => await firstOf(rival)));
  const losers = refused.filter((ended) => ended !== "waiting");
  expect(losers).toHaveLength(2);
  for (const { code, output } of losers) {
    expect(code).toBe(1);
    expect(output).toMatch(
      /Process \d+ on .* holds the flow run .* until .*: end it, wait for it, or take over by force/,
    );
  }
  expect(await home.runs()).toMatchObject([{ state: "Running", attempt: 2 }]);
  for (const rival of rivals) if (rival.exitCode === null) await kill(rival);
});

/** "waiting" once the process executes the run, or how it ended. */
async function firstOf(child: ChildProcess): Promise<"waiting" | Ended> {
  const ended = endOf(child);
  const isWaiting = new Promise<"waiting">((resolve) => {
    child.stdout!.on("data", (chunk: Buffer) => String(chunk).includes("waiting") && resolve("waiting"));
  });
  return await Promise.race([isWaiting, ended]);
}

test("R2: a run whose process lives on this machine is taken over by force only; its process then stops and records nothing more", async () => {
  using home = new Home();
  const holder = await startWaiting(home);
  const stopped = endOf(holder);
  const [run] = await home.runs();
  expect((await home.retry(run!.id)).output).toContain("holds the flow run");
  const forced = await endOf(home.startRetry(run!.id, {}, "--force"));
  expect(forced.code, forced.output).toBe(0);
  const { code, output } = await stopped;
  expect(code).toBe(1);
  expect(output).toContain("Another process has taken this run over.");
  expect(await home.runs()).toMatchObject([{ state: "Completed", attempt: 2 }]);
});
