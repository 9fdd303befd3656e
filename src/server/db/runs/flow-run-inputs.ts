import type { Selectable } from "kysely";
import { uuidv7 } from "../../../lib/uuid.ts";
import type { Store, Tx } from "../store.ts";
import type { FlowRunInputTable } from "../tables.ts";

export type FlowRunInputRow = Selectable<FlowRunInputTable>;

export interface NewInput {
  flow_run_id: string;
  key: string;
  value: string;
  sender?: string | null | undefined;
}

/** Keeps a value for a flow run; false when there is one under this key. */
export async function sendInput(tx: Tx, { flow_run_id, key, value, sender = null }: NewInput): Promise<boolean> {
  const { numInsertedOrUpdatedRows: inserted } = await tx.db
    .insertInto("flow_run_input")
    .values({ id: uuidv7(), created: tx.now, updated: tx.now, flow_run_id, key, value, sender })
    .onConflict((conflict) => conflict.columns(["flow_run_id", "key"]).doNothing())
    .executeTakeFirstOrThrow();
  tx.touch(`flow-run-input:${flow_run_id}`);
  return inserted === 1n;
}

export async function readInput({ db }: Pick<Tx, "db">, flowRunId: string, key: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("flow_run_input")
    .select("value")
    .where("flow_run_id", "=", flowRunId)
    .where("key", "=", key)
    .executeTakeFirst();
  return row?.value;
}

export interface InputList {
  prefix: string;
  limit: number;
  excluded: readonly string[];
}

/** The inputs whose keys begin with a prefix, oldest first. */
export function listInputs(
  store: Store,
  flowRunId: string,
  { prefix, limit, excluded }: InputList,
): Promise<FlowRunInputRow[]> {
  return store.read((db) => {
    const query = db
      .selectFrom("flow_run_input")
      .selectAll()
      .where("flow_run_id", "=", flowRunId)
      .where("key", ">=", prefix)
      .where("key", "<", `${prefix}\u{10ffff}`)
      .orderBy("created")
      .orderBy("id")
      .limit(limit);
    return (excluded.length === 0 ? query : query.where("key", "not in", excluded)).execute();
  });
}

export async function removeInput(tx: Tx, flowRunId: string, key: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom("flow_run_input")
    .where("flow_run_id", "=", flowRunId)
    .where("key", "=", key)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
