import { type SelectQueryBuilder, sql } from "kysely";
import { uuidv7 } from "../../../lib/uuid.ts";
import type { FlowSort } from "../../../schemas/enums.ts";
import type { DatabaseName } from "../columns.ts";
import { type Filters, flowsWhere } from "../filters/related.ts";
import type { Store, Tx } from "../store.ts";
import type { FlowTable, Labels, Tables } from "../tables.ts";

export interface NewFlow {
  name: string;
  tags: string[];
  labels: Labels;
}

/** The flow of this name, made if there is none; its tags stay what they were. */
export async function registerFlow(
  tx: Tx,
  { name, tags, labels }: NewFlow,
): Promise<{ flow: FlowTable; isNew: boolean }> {
  const row = { id: uuidv7(), created: tx.now, updated: tx.now, name, tags, labels };
  const { numInsertedOrUpdatedRows: inserted } = await tx.db
    .insertInto("flow")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doNothing())
    .executeTakeFirstOrThrow();
  if (inserted === 1n) {
    tx.touch("flow");
    return { flow: row, isNew: true };
  }
  const flow = await tx.db.selectFrom("flow").selectAll().where("name", "=", name).executeTakeFirstOrThrow();
  return { flow, isNew: false };
}

export function readFlow(store: Store, by: { id: string } | { name: string }): Promise<FlowTable | undefined> {
  return store.read((db) => {
    const query = db.selectFrom("flow").selectAll();
    return ("id" in by ? query.where("id", "=", by.id) : query.where("name", "=", by.name)).executeTakeFirst();
  });
}

export interface FlowList {
  filters: Filters;
  sort: FlowSort;
  limit: number;
  offset: number;
}

export function listFlows(store: Store, { filters, sort, limit, offset }: FlowList): Promise<FlowTable[]> {
  return store.read((db) =>
    sorted(db.selectFrom("flow").selectAll().where(flowsWhere(filters, store.dialect)), sort)
      .limit(limit)
      .offset(offset)
      .execute(),
  );
}

function sorted<O>(
  query: SelectQueryBuilder<Tables, "flow", O>,
  sort: FlowSort,
): SelectQueryBuilder<Tables, "flow", O> {
  switch (sort) {
    case "NAME_ASC":
      return query.orderBy("flow.name", "asc");
    case "NAME_DESC":
      return query.orderBy("flow.name", "desc");
    case "CREATED_DESC":
      return query.orderBy("flow.created", "desc");
    case "UPDATED_DESC":
      return query.orderBy("flow.updated", "desc");
  }
}

export async function countFlows(store: Store, filters: Filters): Promise<number> {
  const row = await store.read((db) =>
    db.selectFrom("flow").select(countOf).where(flowsWhere(filters, store.dialect)).executeTakeFirstOrThrow(),
  );
  return Number(row.count);
}

const countOf = sql<number>`count(*)`.as("count");

/** Replaces the tags, and returns the flow as it is then. */
export async function updateFlowTags(tx: Tx, id: string, tags: string[]): Promise<FlowTable | undefined> {
  tx.touch("flow");
  const set = { tags, updated: tx.now };
  return await tx.db.updateTable("flow").set(set).where("id", "=", id).returningAll().executeTakeFirst();
}

/** Deletes a flow, and returns what it was. */
export async function deleteFlow(tx: Tx, id: string): Promise<FlowTable | undefined> {
  return await tx.db.deleteFrom("flow").where("id", "=", id).returningAll().executeTakeFirst();
}

/** The ids of flows that match, within a unit. */
export async function flowIds(tx: Tx, filters: Filters, limit: number): Promise<string[]> {
  const database: DatabaseName = tx.dialect;
  const rows = await tx.db
    .selectFrom("flow")
    .select("flow.id")
    .where(flowsWhere(filters, database))
    .orderBy("flow.id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
