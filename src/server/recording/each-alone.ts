import { refusedAlone } from "../db/refused-alone.ts";
import type { Tx } from "../db/store.ts";
import { type Entry, refuse } from "./entry.ts";

/** How entries are kept from spoiling one another. */
export type Isolate = <E extends Entry>(
  tx: Tx,
  entries: readonly E[],
  record: (entries: readonly E[]) => Promise<void>,
) => Promise<void>;

/** Records entries together, so that an entry which the database refuses is refused alone (engine.md S5). */
export function eachAlone<E extends Entry>(
  tx: Tx,
  entries: readonly E[],
  record: (entries: readonly E[]) => Promise<void>,
): Promise<void> {
  return refusedAlone(tx, entries, { record, refuse: refuseValue });
}

export function refuseValue(entry: Entry, error: unknown): void {
  refuse(entry, "invalid", `the store cannot keep it: ${error instanceof Error ? error.message : String(error)}`);
}
