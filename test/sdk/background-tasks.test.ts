import { describe, expect, test } from "vitest";
import { flow, serve, task, type Task } from "../../src/index.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { sweepTaskWorkers } from "../../src/server/background/give-back-tasks.ts";
import { taskKeyOf } from "../../src/sdk/engine/tasks/define-task-run.ts";
import { taskDefinition } from "../../src/sdk/task.ts";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";
import { databases } from "../support/databases.ts";
import { serveTasks } from "../../src/worker/tasks/serve-tasks.ts";

interface TaskRun {
  id: string;
  state_name: string;
  run_count: number;
  tags: string[];
}

/** A worker in this process. */
function work(tasks: readonly Task[], options: { limit?: number } = {}): AsyncDisposable {
  const stop = new AbortController();
  const byKey = new Map(tasks.map((each) => [taskKeyOf(taskDefinition(each)), taskDefinition(each)]));
  const served = serveTasks(byKey, { ...options, printStartingMessage: false, signal: stop.signal, pollSeconds: 0.2 });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await served;
    },
  };
}

const read = (sluice: SluiceHarness, id: string): Promise<TaskRun> => sluice.get<TaskRun>(`/task_runs/${id}`);

const claimAs = (sluice: SluiceHarness, id: string, key: string, owner = {}) =>
  sluice.post<{ tasks: { id: string }[] }>("/sluice/background_tasks/claim", {
    worker: {
      id,
      name: "another",
      task_keys: [key],
      lease_seconds: 60,
      owner: { host: "other", boot_id: "b", pid: 1, pid_started: "1", node: "v24", sdk: "1", ...owner },
    },
    limit: 10,
  });

const worker = "0199aaaa-0000-7000-8000-00000000000a";

describe.each(databases)("background tasks on $name", ({ open, skip }) => {
  test.skipIf(skip)(
    "are kept until a worker serves them, and give their results back",
    { timeout: 60_000 },
    async () => {
      await using store = await open(systemClock);
      await using sluice = await startSluice({ database: store.database });
      const double = task({ name: "double", tags: ["math"] }, async (n: number) => n * 2);
      const runs = await Promise.all([1, 2, 3, 4].map((n) => double.delay(n)));
      expect(await read(sluice, runs[0]!.id)).toMatchObject({ state_name: "Scheduled", tags: ["math"] });
      {
        await using _worker = work([double as unknown as Task], { limit: 2 });
        expect(await Promise.all(runs.map((run) => run.result({ timeoutSeconds: 50 })))).toEqual([2, 4, 6, 8]);
      }
      expect(await read(sluice, runs[0]!.id)).toMatchObject({ state_name: "Completed", run_count: 1 });
      expect(await sluice.post("/task_workers/filter", {})).toEqual([]);
    },
  );

  test.skipIf(skip)("of a worker that is gone go to another", { timeout: 60_000 }, async () => {
    await using store = await open(systemClock);
    await using sluice = await startSluice({ database: store.database });
    const double = task({ name: "double" }, async (n: number) => n * 2);
    const run = await double.delay(4);
    const key = taskKeyOf(taskDefinition(double as unknown as Task));
    expect((await claimAs(sluice, worker, key)).tasks).toMatchObject([{ id: run.id }]);
    expect(await sluice.post("/task_workers/filter", {})).toMatchObject([{ identifier: "another", task_keys: [key] }]);
    await store.write((tx) => tx.db.updateTable("task_worker").set({ lease_expires_at: 0 }).execute());
    expect(await sweepTaskWorkers.run(sluice.store, systemClock)).toBe(1);
    await using _worker = work([double as unknown as Task]);
    expect(await run.result({ timeoutSeconds: 50 })).toBe(8);
  });

  test.skipIf(skip)("are claimed by priority, then by time, each by one worker", { timeout: 60_000 }, async () => {
    await using store = await open(systemClock);
    await using sluice = await startSluice({ database: store.database });
    const double = task({ name: "double" }, async (n: number) => n * 2);
    const later = await double.delay(1);
    const first = await double.delayWith({ priority: 1 }, 2);
    await double.delayWith({ in: { hours: 1 } }, 3);
    const key = taskKeyOf(taskDefinition(double as unknown as Task));
    const { tasks } = await claimAs(sluice, worker, key);
    expect(tasks.map(({ id }) => id)).toEqual([first.id, later.id]);
    expect((await claimAs(sluice, "0199aaaa-0000-7000-8000-00000000000b", key)).tasks).toEqual([]);
    expect((await claimAs(sluice, worker, key)).tasks).toHaveLength(2); // an answer may be lost
    await sluice.api.fetch(new Request(`${sluice.api.url}/sluice/task_workers/${worker}/leave`, { method: "POST" }));
    expect((await claimAs(sluice, worker, key)).tasks).toHaveLength(2);
  });
});

test("a background task is retried by its worker, and fails with its own error", { timeout: 60_000 }, async () => {
  await using sluice = await startSluice();
  let tries = 0;
  const fails = task({ name: "fails", retries: 2 }, async () => {
    tries++;
    throw new RangeError("too far");
  });
  await using _worker = work([fails as unknown as Task]);
  const run = await fails.delay();
  await expect(run.result({ timeoutSeconds: 50 })).rejects.toThrow("too far");
  expect(tries).toBe(3);
  expect(await read(sluice, run.id)).toMatchObject({ state_name: "Failed", run_count: 3 });
});

test("the same idempotency key, and the next try of a flow, give the same task", async () => {
  await using _sluice = await startSluice();
  const send = task({ name: "send" }, async (to: string) => to);
  const [a, b] = [
    await send.delayWith({ idempotencyKey: "today" }, "x"),
    await send.delayWith({ idempotencyKey: "today" }, "x"),
  ];
  expect(a.id).toBe(b.id);
  const ids: string[][] = [];
  const main = flow({ name: "main", retries: 1 }, async () => {
    ids.push([(await send.delay("x")).id, (await send.delay("x")).id]);
    if (ids.length === 1) throw new Error("once");
  });
  await main();
  expect(ids[0]).toEqual(ids[1]);
  expect(new Set(ids[0]).size).toBe(2);
});

test("a task that waits is cancelled at once, one that runs by its worker", { timeout: 60_000 }, async () => {
  await using _sluice = await startSluice();
  const began = Promise.withResolvers<void>();
  const forever = task({ name: "forever" }, async () => {
    began.resolve();
    await new Promise(() => {});
  });
  const waiting = await forever.delay();
  await waiting.cancel();
  expect((await waiting.wait({ timeoutSeconds: 50 })).type).toBe("CANCELLED");
  const running = await forever.delay();
  await using _worker = work([forever as unknown as Task]);
  await began.promise;
  await running.cancel();
  expect((await running.wait({ timeoutSeconds: 50 })).type).toBe("CANCELLED");
  await running.cancel();
});

test("what cannot run in the background says so", async () => {
  await using _sluice = await startSluice();
  const send = task({ name: "send" }, async (to: unknown) => to);
  await expect(send.delay(() => 1)).rejects.toMatchObject({ code: "serialization-error" });
  const run = await send.delay("x");
  await expect(run.wait({ timeoutSeconds: 0.01 })).rejects.toMatchObject({ code: "timed-out-waiting" });
  await expect(serve(send as never, send as never)).rejects.toThrow(
    /cannot be served from inside|two tasks of one name/,
  );
});
