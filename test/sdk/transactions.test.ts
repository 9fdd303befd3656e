import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";
import { flow, INPUTS, memoryLocks, memoryStorage, task, transaction, type Transaction } from "../../src/index.ts";

let sluice: SluiceHarness;
beforeAll(async () => {
  sluice = await startSluice();
});
afterAll(() => sluice[Symbol.asyncDispose]());

interface StoredTaskRun {
  id: string;
  state_type: string;
  state_name: string;
}

async function taskRunsOf(flowRunId: string): Promise<StoredTaskRun[]> {
  return await sluice.post<StoredTaskRun[]>("/task_runs/filter", {
    flow_runs: { id: { any_: [flowRunId] } },
    sort: "ID_DESC",
  });
}

function journalled() {
  const journal: string[] = [];
  const step = (name: string) =>
    task(
      {
        name,
        onCommit: [() => journal.push(`commit ${name}`)],
        onRollback: [(txn: Transaction) => journal.push(`undo ${name} ${txn.get("where", "")}`.trim())],
      },
      async () => void journal.push(`run ${name}`),
    );
  return { journal, step };
}

describe("a transaction (features §9)", () => {
  test("commits its members in order when its body ends", async () => {
    const { journal, step } = journalled();
    const [one, two] = [step("one"), step("two")];
    await flow(async function commits() {
      await transaction(async () => {
        await one();
        await two();
        journal.push("body ends");
      });
    })();
    expect(journal).toEqual(["run one", "run two", "body ends", "commit one", "commit two"]);
  });

  test("M4: undoes its members in reverse when its body throws, and their runs are RolledBack", async () => {
    const { journal, step } = journalled();
    const [one, two] = [step("one"), step("two")];
    const run = flow(async function rollsBack() {
      await transaction(async (txn) => {
        txn.set("where", "here");
        await one();
        await two();
        throw new Error("quality");
      });
    })();
    await expect(run).rejects.toThrow("quality");
    expect(journal).toEqual(["run one", "run two", "undo two here", "undo one here"]);
    expect((await taskRunsOf(run.id)).map(({ state_type, state_name }) => [state_type, state_name])).toEqual([
      ["COMPLETED", "RolledBack"],
      ["COMPLETED", "RolledBack"],
    ]);
  });

  test("a nested one commits with the outermost, and is undone with it", async () => {
    const { journal, step } = journalled();
    const [inner, outer] = [step("inner"), step("outer")];
    await flow(async function nested() {
      await transaction(async () => {
        await transaction(() => inner());
        await outer();
        throw new Error("late");
      }).catch(() => {});
    })();
    expect(journal).toEqual(["run inner", "run outer", "undo outer", "undo inner"]);
  });

  test("an EAGER nested one stays when the outer one is undone", async () => {
    const { journal, step } = journalled();
    const inner = step("inner");
    await flow(async function eager() {
      await transaction(async () => {
        await transaction({ commitMode: "EAGER" }, () => inner());
        throw new Error("late");
      }).catch(() => {});
    })();
    expect(journal).toEqual(["run inner", "commit inner"]);
  });

  test("a commit hook that throws undoes all of it", async () => {
    const { journal, step } = journalled();
    const one = step("one");
    const two = task(
      {
        name: "two",
        onCommit: [
          () => {
            throw new Error("disk");
          },
        ],
      },
      () => {},
    );
    await flow(async function hookThrows() {
      await transaction(async () => {
        await one();
        await two();
      });
    })();
    expect(journal).toEqual(["run one", "commit one", "undo one"]);
  });

  test("M4: a cache record is published at the commit only", async () => {
    const storage = memoryStorage();
    let runs = 0;
    const cached = task(
      { name: "cached", cachePolicy: INPUTS, resultStorage: storage },
      (n: number) => ((runs += 1), n * 2),
    );
    const undone = flow(async function undone() {
      await transaction(async () => {
        await cached(4);
        throw new Error("no");
      }).catch(() => {});
    });
    await undone();
    await undone();
    expect(runs).toBe(2);
    const kept = flow(async function kept() {
      return await transaction(async () => await cached(4));
    });
    expect([await kept(), await kept()]).toEqual([8, 8]);
    expect(runs).toBe(3);
  });

  test("a transaction whose record exists is committed from its start", async () => {
    const storage = memoryStorage();
    const seen: unknown[] = [];
    const once = flow(async function once() {
      await transaction({ key: "report", storage }, async (txn) => {
        if (txn.isCommitted()) return void seen.push(await txn.read());
        seen.push("computed");
        txn.stage({ rows: 3 });
      });
    });
    await once();
    await once();
    expect(seen).toEqual(["computed", { rows: 3 }]);
  });

  test("SERIALIZABLE calls with one key run one after the other, and the second takes the first one's result", async () => {
    const storage = memoryStorage();
    let runs = 0;
    const policy = INPUTS.configure({ isolationLevel: "SERIALIZABLE", lockManager: memoryLocks() });
    const slow = task({ name: "slow", cachePolicy: policy, resultStorage: storage }, async (n: number) => {
      runs += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return n;
    });
    const both = flow(async function both() {
      const futures = [slow.submit(1), slow.submit(1)];
      const values = await Promise.all(futures.map((future) => future.result()));
      return [values, futures.map((future) => future.state.name).toSorted()] as const;
    });
    expect(await both()).toEqual([
      [1, 1],
      ["Cached", "Completed"],
    ]);
    expect(runs).toBe(1);
  });

  test("SERIALIZABLE transactions of one key let the next one look, also when the record was there already", async () => {
    const options = { key: "rates", storage: memoryStorage(), lockManager: memoryLocks() };
    const daily = flow(async function daily() {
      return await transaction({ ...options, isolationLevel: "SERIALIZABLE" }, async (txn) => {
        if (txn.isCommitted()) return "read";
        txn.stage("rates");
        return "fetched";
      });
    });
    const outcomes = await Promise.all([daily(), daily(), daily()]);
    expect(outcomes.toSorted()).toEqual(["fetched", "read", "read"]);
  });
});
