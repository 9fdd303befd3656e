import { describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import { Recorder } from "../../../test/support/recorder.ts";
import { systemClock } from "../../lib/clock.ts";
import type { Store, Tx } from "../db/store.ts";

interface Cost {
  statements: number;
  rowsRead: number;
  rowsWritten: number;
}

/** A store that counts what its units ask of it. */
function counting(store: Store): Store & { cost: Cost } {
  const counted = { ...store, cost: { statements: 0, rowsRead: 0, rowsWritten: 0 } };
  counted.write = (unit) => store.write((tx) => unit(countingTx(tx, counted.cost)));
  return counted;
}

function countingTx(tx: Tx, cost: Cost): Tx {
  const reads = async <Row>(rows: Row[] | Promise<Row[]>): Promise<Row[]> => {
    cost.statements += 1;
    cost.rowsRead += (await rows).length;
    return rows;
  };
  return {
    ...tx,
    all: (statement, values) => reads(tx.all(statement, values)),
    findRows: (statement, ids) => reads(tx.findRows(statement, ids)),
    async run(statement, values) {
      const written = await tx.run(statement, values);
      cost.statements += 1;
      cost.rowsWritten += written;
      return written;
    },
    async runRows(statement, rows) {
      cost.statements += rows.length === 0 ? 0 : 1;
      cost.rowsWritten += rows.length;
      return tx.runRows(statement, rows);
    },
    get db(): Tx["db"] {
      throw new Error("a call is recorded by hot statements only");
    },
  };
}

describe.each(databases)("S9, K3: a call on $name", ({ open, skip }) => {
  test.skipIf(skip)("costs the same statements and rows in a run of 10,000 calls as in one of 100", async () => {
    await using real = await open(systemClock);
    const store = counting(real);
    const recorder = new Recorder(store, systemClock);
    const run = recorder.flowRun();
    await new Recorder(real, systemClock).record(run);

    const costOfOne = async (): Promise<Cost> => {
      Object.assign(store.cost, { statements: 0, rowsRead: 0, rowsWritten: 0 });
      expect(await recorder.record(recorder.taskRun(run, { result: { data: "1" } }))).toMatchObject([
        { status: "accepted" },
      ]);
      return { ...store.cost };
    };
    const fill = async (calls: number): Promise<void> => {
      for (let sent = 0; sent < calls; sent += 500) {
        await recorder.record(...Array.from({ length: Math.min(500, calls - sent) }, () => recorder.taskRun(run)));
      }
    };

    await fill(100);
    const early = await costOfOne();
    await fill(9_900);
    expect(await costOfOne()).toEqual(early);
    expect(early).toEqual({ statements: 4, rowsRead: 1, rowsWritten: 4 });
  });
});
