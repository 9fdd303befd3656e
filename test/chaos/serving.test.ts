// Runs of served flows outlive the death of whatever executes them: each completes, and no finished task runs again.

import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Served, startedAgain } from "./support/served.ts";

const env = { SLUICE_RUNS_LEASE_SECONDS: "3" };
const inFlight = 20;

/** Waits until all have completed; the tasks that ran again although they had finished. */
async function againUntilComplete(served: Served, ids: readonly string[]): Promise<string[]> {
  await served.until(ids, "Completed");
  return startedAgain(served.lines());
}

describe("of 20 runs in flight all complete, and no finished task runs again,", () => {
  test("when processes of runs are killed", async () => {
    await using served = await Served.open(env);
    const ids = await served.trigger("steps", inFlight);
    await served.untilNoted("started", 30);
    for (const pid of served.processes().slice(0, 8)) process.kill(pid, "SIGKILL");
    expect(await againUntilComplete(served, ids)).toEqual([]);
  });

  test("when the runner is killed", async () => {
    await using served = await Served.open(env);
    const ids = await served.trigger("steps", inFlight);
    await served.untilNoted("started", 30);
    await served.killRunner();
    await served.startRunner();
    expect(await againUntilComplete(served, ids)).toEqual([]);
  });

  test("when the server is killed", async () => {
    await using served = await Served.open(env);
    const ids = await served.trigger("steps", inFlight);
    await served.untilNoted("started", 30);
    await served.server.stop("SIGKILL");
    await served.startServer();
    expect(await againUntilComplete(served, ids)).toEqual([]);
  });

  test("when the runner is killed with all its runs", async () => {
    await using served = await Served.open(env);
    const ids = await served.trigger("steps", inFlight);
    await served.untilNoted("started", 30);
    await served.killRunner();
    for (const pid of served.processes()) process.kill(pid, "SIGKILL");
    await served.startRunner();
    expect(await againUntilComplete(served, ids)).toEqual([]);
  });

  test("when the server and the runner are killed", async () => {
    await using served = await Served.open(env);
    const ids = await served.trigger("steps", inFlight);
    await served.untilNoted("started", 30);
    await served.server.stop("SIGKILL");
    await served.killRunner();
    await served.startServer();
    await served.startRunner();
    expect(await againUntilComplete(served, ids)).toEqual([]);
  });

  test("when the server is away for a while, and 20 more are due", async () => {
    await using served = await Served.open(env);
    const ids = await served.trigger("steps", 2 * inFlight);
    await served.untilNoted("started", 30);
    await served.server.stop();
    await sleep(5_000); // longer than a lease: time without a server counts for none
    await served.startServer();
    expect(await againUntilComplete(served, ids)).toEqual([]);
    expect(served.runner.child.exitCode).toBeNull();
  });
});
