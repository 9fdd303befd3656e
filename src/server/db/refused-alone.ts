import { isRefusedValue } from "./store-error.ts";
import type { Tx } from "./store.ts";

/**
 * Records rows together, so that one which the database refuses is refused alone (engine.md S5): they share a
 * savepoint, and when that fails each half of them gets one of its own.
 */
export async function refusedAlone<T>(
  tx: Tx,
  rows: readonly T[],
  { record, refuse }: { record: (rows: readonly T[]) => Promise<void>; refuse: (row: T, reason: unknown) => void },
): Promise<void> {
  if (rows.length === 0) return;
  try {
    await tx.savepoint(() => record(rows));
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    if (rows.length === 1) return refuse(rows[0]!, error);
    const half = rows.length >> 1;
    await refusedAlone(tx, rows.slice(0, half), { record, refuse });
    await refusedAlone(tx, rows.slice(half), { record, refuse });
  }
}
