// L6: what Sluice started ends when it is told to, is recorded so, and its hooks run once.

import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { isAlive, Served, startedAgain } from "./support/served.ts";

const env = { SLUICE_RUNS_LEASE_SECONDS: "3" };

const hooksIn = (served: Served): string[] => served.lines().filter((line) => line.startsWith("hook"));

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(20);
}

describe("a cancelled run", () => {
  test.each([
    ["stops at its signal", "politely"],
    ["does not look at its signal", "stubbornly"],
    ["blocks its event loop", "deaf"],
  ])("that %s has no process left, is Cancelled, and its hook has run once", async (_name, how) => {
    await using served = await Served.open(env);
    const [id] = await served.trigger("waits", 1, { how });
    const [line] = await served.untilNoted("waiting");
    await served.cancel(id!);
    await gone(Number(line!.split(" ")[1]));
    await served.until([id!], "Cancelled");
    await served.untilNoted("hook");
    expect(hooksIn(served)).toEqual([expect.stringContaining("hook cancellation")]);
  });

  test("that waits for its child ends with the child", async () => {
    await using served = await Served.open(env);
    const [id] = await served.trigger("waits", 1, { how: "child" });
    const [line] = await served.untilNoted("waiting nested");
    await served.cancel(id!);
    await gone(Number(line!.split(" ")[2]));
    await served.until([id!], "Cancelled");
    const runs = await served.client.call("POST /flow_runs/filter", { body: {} });
    expect(runs.map((run) => run.state_name)).toEqual(["Cancelled", "Cancelled"]);
  });

  test("is Cancelled at once where no process has it, and never starts", async () => {
    await using served = await Served.open(env);
    await served.killRunner();
    const [id] = await served.trigger("waits");
    await served.cancel(id!);
    await served.startRunner();
    expect(await served.until([id!], "Cancelled")).toHaveLength(1);
    expect(served.lines()).toEqual([]);
  });

  test("whose runner has died ends by its own process", async () => {
    await using served = await Served.open(env);
    const [id] = await served.trigger("waits");
    const [line] = await served.untilNoted("waiting");
    await served.killRunner();
    await served.cancel(id!);
    await gone(Number(line!.split(" ")[1]));
    await served.until([id!], "Cancelled");
    expect(hooksIn(served)).toHaveLength(1);
  });
});

test("a run whose process is killed is Crashed at once; its last words are in its log, and its hook has run once", async () => {
  await using served = await Served.open({});
  const [id] = await served.trigger("dies");
  const [run] = await served.until([id!], "Crashed");
  expect(run!.state?.message).toBe("Its process was ended by SIGKILL.");
  await served.untilNoted("hook crashed");
  expect(hooksIn(served)).toHaveLength(1);
  const filter = { logs: { flow_run_id: { any_: [id!] } } };
  const logs = await served.client.call("POST /logs/filter", { body: filter });
  expect(logs.map((log) => log.message)).toContain("last words without an end");
});

test("a runner that is told to stop gives back what does not end in time, and another one goes on with it", async () => {
  await using served = await Served.open({ ...env, CHAOS_GRACE: "1" });
  const [id] = await served.trigger("steps", 1, { ms: 1_500 });
  await served.untilNoted("reported");
  served.runner.child.kill("SIGTERM");
  expect((await served.runner.ended()).code).toBe(0);
  const [left] = await served.until([id!], "AwaitingRetry");
  expect(left!.run_count).toBe(1);
  await served.startRunner();
  await served.until([id!], "Completed");
  const starts = served.lines().filter((line) => line.startsWith(`started ${id}/0`));
  expect(starts).toHaveLength(1);
});

test("a suspended run leaves no process, and goes on with another runner once it is resumed", async () => {
  await using served = await Served.open(env);
  const [id] = await served.trigger("suspends");
  await served.until([id!], "Suspended");
  const [line] = await served.untilNoted("started");
  await gone(Number(line!.split(" ")[2]));
  await served.killRunner();
  await served.client.call("POST /flow_runs/{id:uuid}/resume", { params: { id: id! }, body: {} });
  await served.startRunner();
  await served.until([id!], "Completed");
  expect(served.lines().filter((one) => one.startsWith("started"))).toHaveLength(2);
  expect(startedAgain(served.lines())).toEqual([]);
});
