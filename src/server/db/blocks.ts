// Block types, their schemas, and saved blocks.

import type { Kysely, Selectable } from "kysely";
import { type Condition, eb, every, exists, on, onTags } from "./filters/criterion.ts";
import type { BlockDocumentFilter, BlockSchemaFilter, BlockTypeFilter } from "../../schemas/filters/block-filter.ts";
import type { BlockDocumentSort } from "../../schemas/enums.ts";
import type { DatabaseName } from "./columns.ts";
import type { Store, Tx } from "./store.ts";
import type { BlockDocumentTable, BlockSchemaTable, BlockTypeTable, Tables } from "./tables.ts";

export type BlockTypeRow = Selectable<BlockTypeTable>;
export type BlockSchemaRow = Selectable<BlockSchemaTable>;
export type BlockDocumentRow = Selectable<BlockDocumentTable>;

export interface BlockFilters {
  block_types?: BlockTypeFilter | null | undefined;
  block_schemas?: BlockSchemaFilter | null | undefined;
  block_documents?: BlockDocumentFilter | null | undefined;
}

interface Slice {
  limit: number;
  offset: number;
}

/** False where the slug is taken. */
export async function insertBlockType(tx: Tx, row: BlockTypeRow): Promise<boolean> {
  const inserted = await tx.db
    .insertInto("block_type")
    .values(row)
    .onConflict((conflict) => conflict.column("slug").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function updateBlockType(tx: Tx, id: string, changes: Partial<BlockTypeRow>): Promise<void> {
  await tx.db
    .updateTable("block_type")
    .set({ ...changes, updated: tx.now })
    .where("id", "=", id)
    .execute();
}

export async function deleteBlockType(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom("block_document").where("block_type_id", "=", id).execute();
  await tx.db.deleteFrom("block_schema").where("block_type_id", "=", id).execute();
  await tx.db.deleteFrom("block_type").where("id", "=", id).execute();
}

export function findBlockType(
  db: Kysely<Tables>,
  key: { id: string } | { slug: string },
): Promise<BlockTypeRow | undefined> {
  const query = db.selectFrom("block_type").selectAll();
  return ("id" in key ? query.where("id", "=", key.id) : query.where("slug", "=", key.slug)).executeTakeFirst();
}

export function listBlockTypes(store: Store, filters: BlockFilters, slice: Slice): Promise<BlockTypeRow[]> {
  return store.read((db) =>
    db
      .selectFrom("block_type")
      .selectAll()
      .where(every([typeMatches(filters.block_types), hasSchema(filters.block_schemas, store.dialect)]))
      .orderBy("name")
      .orderBy("id")
      .limit(slice.limit)
      .offset(slice.offset)
      .execute(),
  );
}

function typeMatches(filter: BlockFilters["block_types"]): Condition | undefined {
  return filter ? every([on("block_type.name", filter.name), on("block_type.slug", filter.slug)]) : undefined;
}

function hasSchema(filter: BlockFilters["block_schemas"], database: DatabaseName): Condition | undefined {
  if (!filter) return undefined;
  return exists(
    eb
      .selectFrom("block_schema")
      .select("block_schema.id")
      .whereRef("block_schema.block_type_id", "=", "block_type.id")
      .where(every([schemaMatches(filter, database)])),
  );
}

function schemaMatches(filter: BlockFilters["block_schemas"], database: DatabaseName): Condition | undefined {
  if (!filter) return undefined;
  return every([
    on("block_schema.block_type_id", filter.block_type_id),
    on("block_schema.id", filter.id),
    on("block_schema.version", filter.version),
    onTags("block_schema.capabilities", filter.block_capabilities, database),
  ]);
}

/** The schema that is kept under this checksum and version; `isNew` where it is this one. */
export async function insertBlockSchema(tx: Tx, row: BlockSchemaRow): Promise<{ row: BlockSchemaRow; isNew: boolean }> {
  const inserted = await tx.db
    .insertInto("block_schema")
    .values(row)
    .onConflict((conflict) => conflict.columns(["checksum", "version"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted !== undefined) return { row, isNew: true };
  const known = await schemaByChecksum(tx.db, row.checksum, row.version);
  return { row: known!, isNew: false };
}

/** Without a version, the newest. */
export function schemaByChecksum(
  db: Kysely<Tables>,
  checksum: string,
  version: string | undefined,
): Promise<BlockSchemaRow | undefined> {
  const query = db.selectFrom("block_schema").selectAll().where("checksum", "=", checksum);
  return (version === undefined ? query : query.where("version", "=", version))
    .orderBy("created", "desc")
    .limit(1)
    .executeTakeFirst();
}

export function findBlockSchema(db: Kysely<Tables>, id: string): Promise<BlockSchemaRow | undefined> {
  return db.selectFrom("block_schema").selectAll().where("id", "=", id).executeTakeFirst();
}

export function findBlockSchemas(db: Kysely<Tables>, ids: readonly string[]): Promise<BlockSchemaRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db.selectFrom("block_schema").selectAll().where("id", "in", ids).execute();
}

export function findBlockTypes(db: Kysely<Tables>, ids: readonly string[]): Promise<BlockTypeRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db.selectFrom("block_type").selectAll().where("id", "in", ids).execute();
}

export function listBlockSchemas(store: Store, filters: BlockFilters, slice: Slice): Promise<BlockSchemaRow[]> {
  return store.read((db) =>
    db
      .selectFrom("block_schema")
      .selectAll()
      .where(every([schemaMatches(filters.block_schemas, store.dialect)]))
      .orderBy("created", "desc")
      .orderBy("id", "desc")
      .limit(slice.limit)
      .offset(slice.offset)
      .execute(),
  );
}

export async function deleteBlockSchema(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom("block_document").where("block_schema_id", "=", id).execute();
  await tx.db.deleteFrom("block_schema").where("id", "=", id).execute();
}

export async function allCapabilities(store: Store): Promise<string[]> {
  const rows = await store.read((db) => db.selectFrom("block_schema").select("capabilities").distinct().execute());
  return [...new Set(rows.flatMap(({ capabilities }) => capabilities))].toSorted();
}

/** False where the type has a block of that name. */
export async function insertBlockDocument(tx: Tx, row: BlockDocumentRow): Promise<boolean> {
  const inserted = await tx.db
    .insertInto("block_document")
    .values(row)
    .onConflict((conflict) => conflict.columns(["block_type_id", "name"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function updateBlockDocument(
  tx: Tx,
  id: string,
  changes: Pick<BlockDocumentRow, "block_schema_id" | "sealed">,
): Promise<void> {
  await tx.db
    .updateTable("block_document")
    .set({ ...changes, updated: tx.now })
    .where("id", "=", id)
    .execute();
}

export async function deleteBlockDocument(tx: Tx, id: string): Promise<BlockDocumentRow | undefined> {
  return await tx.db.deleteFrom("block_document").where("id", "=", id).returningAll().executeTakeFirst();
}

export type DocumentKey = { id: string } | { slug: string; name: string };

export function findBlockDocument(db: Kysely<Tables>, key: DocumentKey): Promise<BlockDocumentRow | undefined> {
  const query = db.selectFrom("block_document").selectAll("block_document");
  if ("id" in key) return query.where("block_document.id", "=", key.id).executeTakeFirst();
  return query
    .innerJoin("block_type", "block_type.id", "block_document.block_type_id")
    .where("block_type.slug", "=", key.slug)
    .where("block_document.name", "=", key.name)
    .executeTakeFirst();
}

export function findBlockDocuments(db: Kysely<Tables>, ids: readonly string[]): Promise<BlockDocumentRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db.selectFrom("block_document").selectAll().where("id", "in", ids).execute();
}

export function listBlockDocuments(
  store: Store,
  { filters, sort, limit, offset }: { filters: BlockFilters; sort: BlockDocumentSort } & Slice,
): Promise<BlockDocumentRow[]> {
  const byName = sort === "NAME_DESC" ? "desc" : "asc";
  return store.read((db) => {
    const query = documentsWhere(db, filters, store.dialect).selectAll("block_document");
    const sorted = sort === "BLOCK_TYPE_AND_NAME_ASC" ? query.orderBy("block_type.name") : query;
    return sorted
      .orderBy("block_document.name", byName)
      .orderBy("block_document.id")
      .limit(limit)
      .offset(offset)
      .execute();
  });
}

export async function countBlockDocuments(store: Store, filters: BlockFilters): Promise<number> {
  const { count } = await store.read((db) =>
    documentsWhere(db, filters, store.dialect)
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow(),
  );
  return Number(count);
}

function documentsWhere(db: Kysely<Tables>, filters: BlockFilters, database: DatabaseName) {
  const own = filters.block_documents;
  return db
    .selectFrom("block_document")
    .innerJoin("block_type", "block_type.id", "block_document.block_type_id")
    .innerJoin("block_schema", "block_schema.id", "block_document.block_schema_id")
    .where(
      every([
        on("block_document.is_anonymous", own?.is_anonymous ?? { eq_: false }),
        on("block_document.id", own?.id),
        on("block_document.block_type_id", own?.block_type_id),
        on("block_document.name", own?.name),
        typeMatches(filters.block_types),
        schemaMatches(filters.block_schemas, database),
      ]),
    );
}
