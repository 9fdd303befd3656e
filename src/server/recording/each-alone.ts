import { isRefusedValue } from "../db/store-error.ts";
import type { Tx } from "../db/store.ts";
import { type Entry, refuse } from "./entry.ts";

/** How entries are kept from spoiling one another. */
export type Isolate = <E extends Entry>(
  tx: Tx,
  entries: readonly E[],
  record: (entries: readonly E[]) => Promise<void>,
) => Promise<void>;

/**
 * Records entries together, so that an entry which the database refuses is refused alone (engine.md S5): the
 * entries share a savepoint, and when that fails each half of them gets one of its own.
 */
export async function eachAlone<E extends Entry>(
  tx: Tx,
  entries: readonly E[],
  record: (entries: readonly E[]) => Promise<void>,
): Promise<void> {
  if (entries.length === 0) return;
  try {
    await tx.savepoint(() => record(entries));
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    if (entries.length === 1) return refuseValue(entries[0]!, error);
    const half = entries.length >> 1;
    await eachAlone(tx, entries.slice(0, half), record);
    await eachAlone(tx, entries.slice(half), record);
  }
}

export function refuseValue(entry: Entry, error: unknown): void {
  refuse(entry, "invalid", `the store cannot keep it: ${error instanceof Error ? error.message : String(error)}`);
}
