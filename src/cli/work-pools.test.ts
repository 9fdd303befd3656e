import { expect, test } from "vitest";
import { makeWorkplace } from "../../test/support/command-line.ts";

test("pools and queues are made, limited, paused, shown and deleted", { timeout: 120_000 }, async () => {
  await using place = await makeWorkplace();
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await place.sluice(args);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const json = async (...args: string[]): Promise<unknown> => JSON.parse(await run(...args, "--output", "json"));

  await run("work-pool", "create", "local", "--type", "process", "--concurrency-limit", "0");
  await run("work-pool", "set-concurrency-limit", "local", "3");
  await run("work-pool", "pause", "local");
  expect(await json("work-pool", "inspect", "local")).toMatchObject({ status: "PAUSED", concurrency_limit: 3 });
  await run("work-pool", "resume", "local");
  await run("work-pool", "clear-concurrency-limit", "local");
  expect(await json("work-pool", "ls")).toMatchObject([{ name: "local", is_paused: false, concurrency_limit: null }]);
  expect(await json("work-pool", "slots", "local")).toMatchObject({ active_slots: 0 });
  expect(await json("work-pool", "preview", "local")).toEqual([]);

  await run("work-queue", "create", "urgent", "--pool", "local", "--priority", "1");
  await run("work-queue", "set-concurrency-limit", "urgent", "2", "--pool", "local");
  await run("work-queue", "pause", "urgent", "--pool", "local");
  const queues = await json("work-queue", "ls", "--pool", "local");
  expect(queues).toMatchObject([{ name: "urgent", is_paused: true, concurrency_limit: 2 }, { name: "default" }]);
  expect(await json("work-queue", "slots", "urgent", "--pool", "local")).toMatchObject({ active_slots: 0 });
  await run("work-queue", "delete", "urgent", "--pool", "local", "--yes");
  await run("work-pool", "delete", "local", "--yes");
});

test("what is not there, or cannot be made, is told", { timeout: 120_000 }, async () => {
  await using place = await makeWorkplace();
  const failing = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await place.sluice(args);
    expect(code).toBe(1);
    return stderr;
  };
  expect(await failing("work-pool", "inspect", "none")).toContain('no work pool "none"');
  expect(await failing("work-pool", "create", "x", "--type", "moon")).toContain("process, docker, kubernetes");
  expect(await failing("work-pool", "create", "x", "--base-job-template", "/none.json")).toContain("cannot be read");
  expect(await failing("work-pool", "create", "prefect-x")).toContain("was not made");
  expect(await failing("work-queue", "ls", "--pool", "none")).toContain('no work pool "none"');
});
