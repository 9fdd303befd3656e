import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inTurns } from "./support/in-turns.ts";
import { endOf, Home, ranTwice } from "./support/programs.ts";

const script = fileURLToPath(new URL("./fixtures/large-flow.ts", import.meta.url));
const boundMs = 45_000;
const mostKills = 12;

test("C1, I1, M0: a larger flow, killed with -9 at random moments again and again, ends as a clean run does", async () => {
  const seed = Number(process.env["CHAOS_SEED"] ?? Date.now() % 1_000_000);
  const random = generator(seed);
  const { result, milliseconds } = await cleanRun();
  const until = Date.now() + boundMs;
  const rounds = Array.from({ length: 40 }, (_, at) => at);
  let kills = 0;
  let ended = 0;
  const problems = await inTurns(2, rounds, async () => {
    if (Date.now() > until) return [];
    using home = new Home();
    const killed = await killUntilItEnds(home, () => random() * milliseconds);
    kills += killed;
    ended += 1;
    const [run] = await home.runs();
    const twice = await Promise.all(ranTwice(home.journalLines()).map((id) => home.historyOf(id)));
    return [
      ...(run?.state === "Completed" && run.result === result ? [] : [`it is ${run?.state}: ${run?.result}`]),
      ...twice.map((history) => `a call ran again after its completion was reported:\n${history}`),
    ];
  });
  console.log(`CHAOS_SEED=${seed}: ${ended} runs ended after ${kills} kills`);
  expect(problems.flat()).toEqual([]);
  expect(kills).toBeGreaterThan(ended / 2);
});

async function cleanRun(): Promise<{ result: string; milliseconds: number }> {
  using home = new Home();
  const started = Date.now();
  const { code, output } = await home.run(script);
  expect(code, output).toBe(0);
  const [run] = await home.runs();
  return { result: run!.result!, milliseconds: Date.now() - started };
}

/** Returns how often it was killed before it ended by itself. */
async function killUntilItEnds(home: Home, delayMs: () => number): Promise<number> {
  for (let kills = 0; ; kills++) {
    const [run] = await home.runs();
    if (run?.state === "Completed") return kills;
    const child = run === undefined ? home.start([script]) : home.startRetry(run.id);
    const { signal, output, code } = await endOf(
      child,
      kills < mostKills ? () => killLater(child, delayMs()) : undefined,
    );
    if (signal !== "SIGKILL" && code !== 0) throw new Error(`it failed: ${output}`);
    if (signal !== "SIGKILL") return kills;
  }
}

async function killLater(child: ChildProcess, ms: number): Promise<void> {
  await sleep(ms);
  child.kill("SIGKILL");
}

/** Mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
