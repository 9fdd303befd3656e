import { type Selectable, sql, type Updateable } from "kysely";
import { uuidv7 } from "../../lib/uuid.ts";
import type { ArtifactSort } from "../../schemas/enums.ts";
import type { ArtifactCollectionFilter, ArtifactFilter } from "../../schemas/filters/artifact-filter.ts";
import { artifactMatches, latestArtifactMatches, ofMatchingRuns } from "./filters/artifact-filter.ts";
import { type Condition, every } from "./filters/criterion.ts";
import type { Filters } from "./filters/related.ts";
import type { Store, Tx } from "./store.ts";
import type { ArtifactCollectionTable, ArtifactTable } from "./tables.ts";

export type ArtifactRow = Selectable<ArtifactTable>;
export type ArtifactCollectionRow = Selectable<ArtifactCollectionTable>;

/** What an artifact with a key does to what is shown under that. */
export interface LatestChange {
  id: string;
  name: string;
  change: "created" | "updated";
}

/** Keeps an artifact, if it is not there yet; under a key it becomes the newest. */
export async function insertArtifact(tx: Tx, artifact: ArtifactRow): Promise<LatestChange | undefined> {
  const inserted = await tx.db
    .insertInto("artifact")
    .values(artifact)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  tx.touch("artifact");
  if (inserted === undefined || artifact.key === null) return undefined;
  return await makeLatest(tx, { ...artifact, key: artifact.key });
}

async function makeLatest(tx: Tx, { id, ...rest }: ArtifactRow & { key: string }): Promise<LatestChange> {
  const { key, created: _created, ...newest } = { ...rest, latest_id: id };
  const fresh = uuidv7();
  const collection = await tx.db
    .insertInto("artifact_collection")
    .values({ id: fresh, ...rest, latest_id: id })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(newest))
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id: collection.id, name: key, change: collection.id === fresh ? "created" : "updated" };
}

export function readArtifact(store: Store, id: string): Promise<ArtifactRow | undefined> {
  return store.read((db) => db.selectFrom("artifact").selectAll().where("id", "=", id).executeTakeFirst());
}

export function readLatestArtifact(store: Store, key: string): Promise<ArtifactRow | undefined> {
  return store.read((db) =>
    db
      .selectFrom("artifact")
      .innerJoin("artifact_collection", "artifact_collection.latest_id", "artifact.id")
      .selectAll("artifact")
      .where("artifact_collection.key", "=", key)
      .executeTakeFirst(),
  );
}

/** Changes an artifact, and what is shown under its key where it is the newest; false when it is not there. */
export async function updateArtifact(
  tx: Tx,
  id: string,
  changes: Pick<Updateable<ArtifactTable>, "data" | "description" | "metadata">,
): Promise<boolean> {
  const set = { ...changes, updated: tx.now };
  const { numUpdatedRows } = await tx.db.updateTable("artifact").set(set).where("id", "=", id).executeTakeFirst();
  await tx.db.updateTable("artifact_collection").set(set).where("latest_id", "=", id).execute();
  tx.touch("artifact");
  return numUpdatedRows === 1n;
}

/** Deletes an artifact; the one before it becomes the newest of its key. False when it is not there. */
export async function deleteArtifact(tx: Tx, id: string): Promise<boolean> {
  const artifact = await tx.db.selectFrom("artifact").select("key").where("id", "=", id).executeTakeFirst();
  if (artifact === undefined) return false;
  await tx.db.deleteFrom("artifact").where("id", "=", id).execute();
  if (artifact.key !== null) await dropFromCollection(tx, id, artifact.key);
  tx.touch("artifact");
  return true;
}

async function dropFromCollection(tx: Tx, id: string, key: string): Promise<void> {
  const { numDeletedRows } = await tx.db
    .deleteFrom("artifact_collection")
    .where("latest_id", "=", id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) return;
  const before = await tx.db
    .selectFrom("artifact")
    .selectAll()
    .where("key", "=", key)
    .orderBy("created", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (before !== undefined) await makeLatest(tx, { ...before, key });
}

interface Page {
  sort: ArtifactSort;
  limit: number;
  offset: number;
}

export type ArtifactFilters = Filters & { artifacts?: ArtifactFilter | null | undefined };
export type LatestArtifactFilters = Filters & { artifacts?: ArtifactCollectionFilter | null | undefined };

export function listArtifacts(store: Store, filters: ArtifactFilters, page: Page): Promise<ArtifactRow[]> {
  return store.read((db) =>
    db
      .selectFrom("artifact")
      .selectAll()
      .where(artifactsWhere(store, filters))
      .orderBy(orderOf("artifact", page.sort))
      .limit(page.limit)
      .offset(page.offset)
      .execute(),
  );
}

export function listLatestArtifacts(
  store: Store,
  filters: LatestArtifactFilters,
  page: Page,
): Promise<ArtifactCollectionRow[]> {
  return store.read((db) =>
    db
      .selectFrom("artifact_collection")
      .selectAll()
      .where(latestArtifactsWhere(store, filters))
      .orderBy(orderOf("artifact_collection", page.sort))
      .limit(page.limit)
      .offset(page.offset)
      .execute(),
  );
}

const orders: Record<ArtifactSort, [column: string, direction: "asc" | "desc"]> = {
  ID_DESC: ["id", "desc"],
  CREATED_DESC: ["created", "desc"],
  UPDATED_DESC: ["updated", "desc"],
  KEY_DESC: ["key", "desc"],
  KEY_ASC: ["key", "asc"],
};

function orderOf(table: "artifact" | "artifact_collection", sort: ArtifactSort) {
  const [column, direction] = orders[sort];
  return sql`${sql.ref(`${table}.${column}`)} ${sql.raw(direction)} NULLS LAST`;
}

export async function countArtifacts(store: Store, filters: ArtifactFilters): Promise<number> {
  const query = await store.read((db) =>
    db
      .selectFrom("artifact")
      .select(sql<number>`count(*)`.as("count"))
      .where(artifactsWhere(store, filters))
      .executeTakeFirstOrThrow(),
  );
  return Number(query.count);
}

export async function countLatestArtifacts(store: Store, filters: LatestArtifactFilters): Promise<number> {
  const query = await store.read((db) =>
    db
      .selectFrom("artifact_collection")
      .select(sql<number>`count(*)`.as("count"))
      .where(latestArtifactsWhere(store, filters))
      .executeTakeFirstOrThrow(),
  );
  return Number(query.count);
}

function artifactsWhere({ dialect }: Store, filters: ArtifactFilters): Condition {
  const own = filters.artifacts ? artifactMatches(filters.artifacts) : undefined;
  return every([own, ofMatchingRuns("artifact", filters, dialect)]);
}

function latestArtifactsWhere({ dialect }: Store, filters: LatestArtifactFilters): Condition {
  const own = filters.artifacts ? latestArtifactMatches(filters.artifacts) : undefined;
  return every([own, ofMatchingRuns("artifact_collection", filters, dialect)]);
}
