import type { MaybePromise, Store, Tx } from "../db/store.ts";

/** How many runs one unit changes: others write between two units. */
const batchSize = 100;

/** More than a loop should do in one turn: the rest is for the next one. */
const mostBatches = 50;

type Work<Row> = {
  /** The next rows that want a change, locked; a changed row is not found again. */
  find(tx: Tx, limit: number): MaybePromise<Row[]>;
  /** Changes what belongs to one row; false when it did not want it after all. */
  change(tx: Tx, row: Row): Promise<boolean>;
};

/** Changes rows in units of bounded size until none are found; returns how many were changed. */
export async function inBatches<Row>(store: Store, { find, change }: Work<Row>): Promise<number> {
  let changed = 0;
  for (let batch = 0; batch < mostBatches; batch++) {
    const done = await store.write(async (tx) => {
      const rows = await find(tx, batchSize);
      let count = 0;
      for (const row of rows) if (await change(tx, row)) count += 1;
      return { found: rows.length, count };
    });
    changed += done.count;
    if (done.found < batchSize || done.count === 0) break; // what refuses the change would only be found again
  }
  return changed;
}
