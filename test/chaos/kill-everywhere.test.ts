import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { inTurns } from "./support/in-turns.ts";
import { Home, ranTwice } from "./support/programs.ts";

const script = fileURLToPath(new URL("./fixtures/small-flow.ts", import.meta.url));

test("C1, I1, M0: a flow killed with -9 at every store write and task boundary goes on to a clean run's result, and nothing finished runs twice", async () => {
  const { killPoints, result } = await cleanRun();
  expect(killPoints).toBeGreaterThan(30);
  const points = Array.from({ length: killPoints }, (_, at) => at + 1);
  const problems = await inTurns(2, points, async (killAt) => await killAndRetry(killAt, result));
  console.log(`${killPoints} kill points, each with a retry of its own; every third retry was killed, too`);
  expect(problems.flat()).toEqual([]);
});

async function cleanRun(): Promise<{ killPoints: number; result: string }> {
  using home = new Home();
  const { code, output } = await home.run(script, { env: { CHAOS_COUNT: "1" } });
  expect(code, output).toBe(0);
  const [run] = await home.runs();
  return { killPoints: Number(/kill points (\d+)/.exec(output)?.[1]), result: run!.result! };
}

/** What went wrong, as sentences. */
async function killAndRetry(killAt: number, result: string): Promise<string[]> {
  using home = new Home();
  const killed = await home.run(script, { killAt });
  if (killed.signal !== "SIGKILL") return [`point ${killAt}: the process was not killed: ${killed.output}`];
  const [run] = await home.runs();
  if (run === undefined) return []; // nothing had been recorded, so there is nothing to go on with
  const finished = await home.completedCalls();
  const before = home.journalLines().length;
  if (killAt % 3 === 0) await home.retry(run.id, { killAt: (killAt % 7) + 1 });
  const [interrupted] = await home.runs();
  const retried = interrupted?.state === "Completed" ? undefined : await home.retry(run.id);
  const [ended] = await home.runs();
  const again = home
    .journalLines()
    .slice(before)
    .filter((line) => finished.some((id) => line === `started ${id}`));
  return [
    ...(retried === undefined || retried.code === 0 ? [] : [`the retry failed: ${retried.output}`]),
    ...(ended?.state === "Completed" && ended.result === result ? [] : [`it is ${ended?.state}: ${ended?.result}`]),
    ...[...ranTwice(home.journalLines()), ...again].map((line) => `ran again: ${line}`),
  ].map((problem) => `point ${killAt}: ${problem}`);
}
