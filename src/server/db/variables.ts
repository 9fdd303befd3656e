import { type Selectable, type SelectQueryBuilder, sql, type Updateable } from "kysely";
import type { VariableSort } from "../../schemas/enums.ts";
import type { VariableFilter } from "../../schemas/filters/variable-filter.ts";
import { variableMatches } from "./filters/variable-filter.ts";
import type { Store, Tx } from "./store.ts";
import type { Tables, VariableTable } from "./tables.ts";

export type VariableRow = Selectable<VariableTable>;

/** How a variable is named in an address. */
export type VariableKey = { id: string } | { name: string };

/** Keeps a variable; false when its name is taken. */
export async function insertVariable(tx: Tx, variable: VariableRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows: inserted } = await tx.db
    .insertInto("variable")
    .values(variable)
    .onConflict((conflict) => conflict.column("name").doNothing())
    .executeTakeFirstOrThrow();
  tx.touch("variable");
  return inserted === 1n;
}

export function readVariable(store: Store, key: VariableKey): Promise<VariableRow | undefined> {
  const [column, value] = columnOf(key);
  return store.read((db) => db.selectFrom("variable").selectAll().where(column, "=", value).executeTakeFirst());
}

/** Changes fields of a variable, and returns it as it is then. */
export async function updateVariable(
  tx: Tx,
  key: VariableKey,
  changes: Pick<Updateable<VariableTable>, "name" | "value" | "tags">,
): Promise<VariableRow | undefined> {
  const [column, value] = columnOf(key);
  tx.touch("variable");
  return await tx.db
    .updateTable("variable")
    .set({ ...changes, updated: tx.now })
    .where(column, "=", value)
    .returningAll()
    .executeTakeFirst();
}

export async function deleteVariable(tx: Tx, key: VariableKey): Promise<VariableRow | undefined> {
  const [column, value] = columnOf(key);
  tx.touch("variable");
  return await tx.db.deleteFrom("variable").where(column, "=", value).returningAll().executeTakeFirst();
}

function columnOf(key: VariableKey): ["id" | "name", string] {
  return "id" in key ? ["id", key.id] : ["name", key.name];
}

export interface VariableList {
  filter: VariableFilter | null | undefined;
  sort: VariableSort;
  limit: number;
  offset: number;
}

export function listVariables(store: Store, { filter, sort, limit, offset }: VariableList): Promise<VariableRow[]> {
  return store.read((db) => {
    const query = db.selectFrom("variable").selectAll();
    const found = filter ? query.where(variableMatches(filter, store.dialect)) : query;
    return sorted(found, sort).limit(limit).offset(offset).execute();
  });
}

function sorted<O>(
  query: SelectQueryBuilder<Tables, "variable", O>,
  sort: VariableSort,
): SelectQueryBuilder<Tables, "variable", O> {
  switch (sort) {
    case "NAME_ASC":
      return query.orderBy("variable.name", "asc");
    case "NAME_DESC":
      return query.orderBy("variable.name", "desc");
    case "CREATED_DESC":
      return query.orderBy("variable.created", "desc");
    case "UPDATED_DESC":
      return query.orderBy("variable.updated", "desc");
  }
}

export async function countVariables(store: Store, filter: VariableFilter | null | undefined): Promise<number> {
  const row = await store.read((db) => {
    const query = db.selectFrom("variable").select(sql<number>`count(*)`.as("count"));
    return (filter ? query.where(variableMatches(filter, store.dialect)) : query).executeTakeFirstOrThrow();
  });
  return Number(row.count);
}
