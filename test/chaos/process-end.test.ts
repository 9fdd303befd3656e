import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Ended, endOf, Home } from "./support/programs.ts";

const script = fileURLToPath(new URL("./fixtures/ending-flow.ts", import.meta.url));

async function endBy(home: Home, signal: NodeJS.Signals): Promise<Ended & { seconds: number }> {
  const child = home.start([script], { env: { CHAOS_END: "wait" } });
  await once(child.stdout!, "data");
  const sent = Date.now();
  child.kill(signal);
  return { ...(await endOf(child)), seconds: (Date.now() - sent) / 1000 };
}

describe("R4: the process is ended from outside", () => {
  test.each([
    ["SIGINT", "Its process was interrupted (SIGINT)."],
    ["SIGTERM", "Its process was told to terminate (SIGTERM)."],
  ] as const)(
    "%s makes the run Crashed within two seconds, runs its hooks, and is raised again",
    async (signal, message) => {
      using home = new Home();
      const ended = await endBy(home, signal);
      expect(ended.signal).toBe(signal);
      expect(ended.seconds).toBeLessThan(2.5);
      expect(await home.runs()).toMatchObject([{ state: "Crashed", message }]);
      expect(home.journalLines()).toContain(`hook ${message}`);
      expect(spooled(home)).toEqual([]);
      await completes(home);
    },
  );
});

describe("R4: the process ends by itself", () => {
  test.each([
    ["throw", "RangeError: nobody catches this"],
    ["reject", "RangeError: nobody handles this"],
  ])("an uncaught exception (%s) makes the run Crashed, and is shown as Node shows it", async (how, error) => {
    using home = new Home();
    const { code, output } = await home.run(script, { env: { CHAOS_END: how } });
    expect(code).toBe(1);
    expect(output).toContain(error);
    const [run] = await home.runs();
    expect(run).toMatchObject({ state: "Crashed", message: `Its process ended by an uncaught exception: ${error}` });
    await completes(home);
  });

  test.each([
    ["exit", 7, "Its process exited with code 7 before the run had ended."],
    ["hang", 13, "Its process had nothing left to do, and the run waited for something that never settled."],
  ])(
    "after process.exit or an empty event loop (%s) the next process delivers the crash from the spool",
    async (how, code, message) => {
      using home = new Home();
      expect((await home.run(script, { env: { CHAOS_END: how } })).code).toBe(code);
      expect(spooled(home)).toHaveLength(1);
      expect(await home.runs()).toMatchObject([{ state: "Running" }]);
      expect((await home.run(script)).code).toBe(0);
      expect(spooled(home)).toEqual([]);
      expect((await home.runs())[0]).toMatchObject({ state: "Crashed", message });
      await completes(home);
    },
  );
});

test("R3: the next start names the interrupted run and the command that goes on with it, once", async () => {
  using home = new Home();
  await endBy(home, "SIGKILL");
  const [interrupted] = await home.runs();
  const command = `npx sluice flow-run retry ${interrupted!.id}`;
  const { output } = await home.run(script);
  expect(output.split(command)).toHaveLength(2);
});

/** Goes on with the first run: what had finished is not done again. */
async function completes(home: Home): Promise<void> {
  const [run] = await home.runs();
  const { code, output } = await home.retry(run!.id);
  expect(code, output).toBe(0);
  expect((await home.runs())[0]).toMatchObject({ state: "Completed", try: 1 });
  expect(home.journalLines().filter((line) => line === `started ${home.firstCall()}`)).toHaveLength(1);
}

function spooled(home: Home): string[] {
  const folder = join(home.path, "spool");
  try {
    return readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith(".ndjson"));
  } catch {
    return []; // nothing was ever spooled
  }
}
