import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileLocks } from "./file-locks.ts";
import { lockHolder, LockNotHeld } from "./lock-manager.ts";
import { MemoryLocks, memoryLocks } from "./memory-locks.ts";
import type { Waiting } from "./waiting.ts";

let folder = "";
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "sluice-locks-"))));
afterEach(() => rm(folder, { recursive: true }));

/** Time that passes only while somebody waits, and then at once. */
function quickTime(): Waiting & { now: number } {
  const time = {
    now: 1_000_000_000,
    clock: { now: () => time.now },
    async pause(seconds: number, signal: AbortSignal | undefined) {
      await new Promise(setImmediate);
      signal?.throwIfAborted();
      time.now += Math.ceil(seconds * 1_000_000);
    },
  };
  return time;
}

describe.each([
  ["memory locks", (waiting: Waiting) => new MemoryLocks(waiting)],
  ["file locks", (waiting: Waiting) => fileLocks(folder, waiting)],
])("%s", (_kind, make) => {
  test("have one holder at a time (X-010)", async () => {
    const locks = make(quickTime());
    expect(await locks.acquire("k", { holder: "a" })).toBe(true);
    expect(await locks.acquire("k", { holder: "b", acquireTimeoutSeconds: 1 })).toBe(false);
    expect([await locks.isLocked("k"), await locks.isHolder("k", "a"), await locks.isHolder("k", "b")]).toEqual([
      true,
      true,
      false,
    ]);
    await locks.release("k", "a");
    expect(await locks.isLocked("k")).toBe(false);
    expect(await locks.acquire("k", { holder: "b", acquireTimeoutSeconds: 1 })).toBe(true);
  });

  test("may be taken again by their holder, and are free of other keys", async () => {
    const locks = make(quickTime());
    await locks.acquire("../k", { holder: "a" });
    expect(await locks.acquire("../k", { holder: "a" })).toBe(true);
    expect(await locks.acquire("k", { holder: "b" })).toBe(true);
  });

  test("can only be released by their holder", async () => {
    const locks = make(quickTime());
    await expect(locks.release("k", "a")).rejects.toThrow(LockNotHeld);
    await locks.acquire("k", { holder: "a" });
    await expect(locks.release("k", "b")).rejects.toThrow('b does not hold the lock "k"');
  });

  test("are free when their hold timeout is over", async () => {
    const time = quickTime();
    const locks = make(time);
    await locks.acquire("k", { holder: "a", holdTimeoutSeconds: 5 });
    expect(await locks.acquire("k", { holder: "b", acquireTimeoutSeconds: 4 })).toBe(false);
    expect(await locks.acquire("k", { holder: "b", acquireTimeoutSeconds: 4 })).toBe(true);
    await expect(locks.release("k", "a")).rejects.toThrow(LockNotHeld);
  });

  test("are waited for until they are free, or the time is over", async () => {
    const locks = make(quickTime());
    await locks.acquire("k", { holder: "a", holdTimeoutSeconds: 10 });
    expect(await locks.wait("k", { timeoutSeconds: 2 })).toBe(false);
    expect(await locks.wait("k")).toBe(true);
  });

  test("are not waited for after an abort", async () => {
    const locks = make(quickTime());
    await locks.acquire("k", { holder: "a" });
    const controller = new AbortController();
    const waiting = locks.acquire("k", { holder: "b", signal: controller.signal });
    controller.abort(new Error("cancelled"));
    await expect(waiting).rejects.toThrow("cancelled");
    await expect(locks.acquire("k", { holder: "b", signal: controller.signal })).rejects.toThrow("cancelled");
  });
});

test("waiters get a memory lock in the order in which they came, and one that gave up is passed over", async () => {
  const locks = new MemoryLocks();
  const order: string[] = [];
  await locks.acquire("k", { holder: "first" });
  const gaveUp = new AbortController();
  const take = async (holder: string, signal?: AbortSignal) => {
    await locks.acquire("k", { holder, signal });
    order.push(holder);
    await locks.release("k", holder);
  };
  const takers = [take("b"), take("c", gaveUp.signal), take("d")];
  gaveUp.abort(new Error("gave up"));
  await locks.release("k", "first");
  const outcomes = await Promise.allSettled(takers);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(order).toEqual(["b", "d"]);
});

test("the memory locks of a process are the same for all who ask", () => {
  expect(memoryLocks()).toBe(memoryLocks());
});

test("a holder is named by host, process, thread and run", () => {
  expect(lockHolder("run-1")).toMatch(new RegExp(`:${process.pid}:\\d+:run-1$`));
});

describe("file locks between processes", () => {
  const fixture = (name: string) => new URL(`fixtures/${name}.ts`, import.meta.url);

  test("let no two hold the lock at once", async () => {
    const counter = join(folder, "counter.txt");
    await writeFile(counter, "0");
    const processes = [1, 2, 3].map(() => fork(fixture("count-under-lock"), [folder, counter, "12"]));
    const codes = await Promise.all(processes.map(async (child) => (await once(child, "exit"))[0] as number));
    expect(codes).toEqual([0, 0, 0]);
    expect(await readFile(counter, "utf8")).toBe("36");
  }, 30_000);

  test("are free at once when their holder was killed", async () => {
    const holder = fork(fixture("hold-and-wait"), [folder, "k"], { silent: true });
    await once(holder.stdout!, "data");
    const locks = fileLocks(folder);
    expect(await locks.acquire("k", { holder: "me", acquireTimeoutSeconds: 0 })).toBe(false);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    expect(await locks.acquire("k", { holder: "me", acquireTimeoutSeconds: 0 })).toBe(true);
    expect(await locks.isHolder("k", "me")).toBe(true);
  }, 30_000);

  test("that were left damaged hold nobody up", async () => {
    const locks = fileLocks(folder);
    await locks.acquire("k", { holder: "a" });
    const [name] = await import("node:fs/promises").then(({ readdir }) => readdir(folder));
    await writeFile(join(folder, name!, "2.lock"), "{");
    expect(await locks.acquire("k", { holder: "b", acquireTimeoutSeconds: 0 })).toBe(true);
  });
});
