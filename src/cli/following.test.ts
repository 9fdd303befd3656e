import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeWorkplace, type RunningProgram, type Workplace } from "../../test/support/command-line.ts";

const waits = fileURLToPath(new URL("./fixtures/waits.ts", import.meta.url));
let workplace: Workplace;
let flow: RunningProgram;
let run: string;

beforeAll(async () => {
  workplace = await makeWorkplace();
  flow = workplace.start("node", [waits]);
  await flow.saying("waiting");
  run = await runThatIsThere();
});

afterAll(async () => {
  flow.child.kill("SIGKILL");
  await workplace[Symbol.asyncDispose]();
});

/** A run is recorded a moment after it has begun. */
async function runThatIsThere(): Promise<string> {
  for (let look = 0; look < 50; look++) {
    const { stdout } = await workplace.sluice(["flow-run", "ls", "--output", "json"]);
    const [found] = JSON.parse(stdout) as { id: string }[];
    if (found !== undefined) return found.id;
  }
  throw new Error("The run was not recorded.");
}

test("a command that is interrupted while it watches says so and leaves the run alone", async () => {
  const watch = workplace.start("sluice", ["flow-run", "watch", run]);
  await watch.saying("Running");
  watch.child.kill("SIGINT");
  expect(await watch.ended()).toMatchObject({ code: 130, stderr: "Stopped watching; the run goes on.\n" });
  expect(flow.child.exitCode).toBeNull();
});

test("output that nobody reads ends a command without a word", async () => {
  const logs = workplace.start("sluice", ["flow-run", "logs", run]);
  logs.child.stdout!.destroy();
  expect(await logs.ended()).toMatchObject({ code: 0, stderr: "" });
});

test("logs --follow goes on with new lines until the run has ended, and watch until then, too", async () => {
  const logs = workplace.start("sluice", ["flow-run", "logs", run, "--follow"]);
  const watch = workplace.start("sluice", ["flow-run", "watch", run]);
  await Promise.all([logs.saying("waiting"), watch.saying("Running")]);
  flow.child.stdin!.end();
  const { code, stdout } = await logs.ended();
  expect(code).toBe(0);
  expect(stdout.match(/ - (waiting|going on)$/gm)).toEqual([" - waiting", " - going on"]);
  const watched = await watch.ended();
  expect(watched.code).toBe(0);
  expect(watched.stdout).toContain("Completed");
});
