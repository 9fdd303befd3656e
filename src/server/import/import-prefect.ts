// Takes over what a database of Prefect's holds.
//
// Invariants
//   I1. The source is only read. Ids are kept, and a row that is here already is left as it is: importing again adds
//       what is new and changes nothing.
//   I2. A page of rows and how far its table was read are one commit: an import that was stopped goes on there.
//   I3. A row that has no place here is left out alone, and its reason is told.

import { createHash } from "node:crypto";
import { type Clock, microsFromIso } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { columnKindsByName } from "../db/migrations/index.ts";
import { refusedAlone } from "../db/refused-alone.ts";
import { insertOrIgnore, type RowsStatement } from "../db/statement.ts";
import { StoreError } from "../db/store-error.ts";
import type { Store, Tx } from "../db/store.ts";
import type { PrefectSource, TextRow } from "./prefect-source.ts";
import { type ImportedTable, importedTables, leftBehind, type Row } from "./prefect-tables.ts";

export interface ImportedCount {
  table: string;
  /** In the source. */
  rows: number;
  /** Not here before. */
  added: number;
  refused: number;
  /** Why, of the first one that was refused, or of a table that is left behind. */
  reason: string | null;
}

export interface ImportOptions {
  clock: Clock;
  /** Is told after each page. */
  onProgress?: (table: string, rows: number) => void;
}

const rowsAtOnce = 500;

/** @throws {StoreError} the source is of a version whose tables are not known */
export async function importPrefect(
  source: PrefectSource,
  store: Store,
  { clock, onProgress = () => {} }: ImportOptions,
): Promise<ImportedCount[]> {
  const counts: ImportedCount[] = [];
  for (const table of importedTables) {
    const known = await source.columnsOf(table.from);
    if (known.size === 0) continue; // an older Prefect had no such table
    const plan = planOf(table, known, await source.revision());
    counts.push(await importTable(source, store, { plan, now: clock.now(), onProgress }));
  }
  for (const [table, reason] of Object.entries(leftBehind)) {
    if ((await source.columnsOf(table)).size === 0) continue;
    const rows = await source.count(table);
    if (rows > 0) counts.push({ table, rows, added: 0, refused: rows, reason });
  }
  await store.write((tx) => settle(tx, source));
  return counts;
}

interface Plan {
  table: ImportedTable;
  /** Those that the source has. */
  columns: readonly (readonly [ours: string, theirs: string])[];
  insert: RowsStatement;
  written: readonly string[];
}

function planOf(table: ImportedTable, known: ReadonlySet<string>, revision: string): Plan {
  const named = table.columns.map((column) => (typeof column === "string" ? ([column, column] as const) : column));
  const columns = named.filter(([, theirs]) => known.has(theirs));
  for (const needed of ["id", "name", "state_id"]) {
    const isMissing = named.some(([ours, theirs]) => ours === needed && !known.has(theirs));
    if (!isMissing) continue;
    const message = `Its table ${table.from} has no column ${needed}: the revision ${revision} is too old. Upgrade it with Prefect 3 first.`;
    throw new StoreError("corrupt", message);
  }
  const written = [
    ...new Set([...named.map(([ours]) => ours), ...Object.keys(table.defaults ?? {}), ...computed(table)]),
  ];
  return { table, columns, written, insert: insertOrIgnore(table.into, written) };
}

function computed({ into }: ImportedTable): string[] {
  return into === "deployment_schedule" ? ["declared_active", "generate_at", "content_key"] : [];
}

interface Import {
  plan: Plan;
  now: number;
  onProgress: NonNullable<ImportOptions["onProgress"]>;
}

async function importTable(source: PrefectSource, store: Store, { plan, now, onProgress }: Import) {
  const { from } = plan.table;
  const count: ImportedCount = { table: from, rows: 0, added: 0, refused: 0, reason: null };
  const theirs = [...new Set(["id", ...plan.columns.map(([, name]) => name)])];
  let after = await readPlace(store, source, from);
  for (;;) {
    const page = await source.page(from, theirs, { after, limit: rowsAtOnce });
    if (page.length === 0) break;
    after = page.at(-1)!["id"]!;
    const last = after;
    const done = await store.write(async (tx) => {
      const written = await writePage(tx, plan, { page, now });
      await keepPlace(tx, source, from, last);
      return written;
    });
    count.rows += page.length;
    count.added += done.added;
    count.refused += done.refused;
    count.reason ??= done.reason;
    onProgress(from, count.rows);
    if (page.length < rowsAtOnce) break;
  }
  return count;
}

async function writePage(tx: Tx, plan: Plan, { page, now }: { page: readonly TextRow[]; now: number }) {
  const done = { added: 0, refused: 0, reason: null as string | null };
  const rows = page.map((row) => ourRow(plan, row, now));
  await refusedAlone(tx, rows, {
    async record(some) {
      const written = await tx.runRows(
        plan.insert,
        some.map((row) => plan.written.map((column) => row[column] ?? null)),
      );
      done.added += written.filter(Boolean).length;
    },
    refuse(row, reason) {
      done.refused += 1;
      done.reason ??= `${String(row["id"])}: ${reason instanceof Error ? reason.message : String(reason)}`;
    },
  });
  return done;
}

function ourRow({ table, columns }: Plan, row: TextRow, now: number): Row {
  const ours: Row = { ...table.defaults };
  for (const [name, theirs] of columns) {
    const text = row[theirs];
    if (text !== null && text !== undefined) ours[name] = valueOf(name, text);
  }
  return table.adapt?.(ours, now) ?? ours;
}

/** What a text of the source is in a column of ours. */
function valueOf(column: string, text: string): unknown {
  switch (columnKindsByName.get(column)) {
    case "micros":
      return /^-?\d+$/.test(text) ? Number(text) : microsOf(text);
    case "integer":
    case "real":
      return Number(text);
    case "boolean":
      return text === "1" || text === "true" || text === "t";
    case "json":
    case "tags":
      return JSON.parse(text) as unknown;
    default:
      return text;
  }
}

/** `2026-11-25 12:00:00.123456+00`; SQLite keeps a duration as the time that is so long after the epoch. */
function microsOf(text: string): number {
  return microsFromIso(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"));
}

// How far a table was read, for as long as the import has not ended.

function placeKey(source: PrefectSource, table: string): string {
  const digest = createHash("sha256").update(source.database).digest("hex").slice(0, 12);
  return `sluice.import.${digest}.${table}`;
}

async function readPlace(store: Store, source: PrefectSource, table: string): Promise<string | null> {
  const key = placeKey(source, table);
  const found = await store.read((db) =>
    db.selectFrom("configuration").select("value").where("key", "=", key).executeTakeFirst(),
  );
  return found === undefined ? null : (JSON.parse(found.value) as string);
}

async function keepPlace({ db, now }: Tx, source: PrefectSource, table: string, id: string): Promise<void> {
  const value = JSON.stringify(id);
  await db
    .insertInto("configuration")
    .values({ id: uuidv7(), created: now, updated: now, key: placeKey(source, table), value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value, updated: now }))
    .execute();
}

/** The import has ended: places are forgotten, and runs of old are counted again. */
async function settle({ db }: Tx, source: PrefectSource): Promise<void> {
  await db
    .deleteFrom("configuration")
    .where(
      "key",
      "in",
      importedTables.map(({ from }) => placeKey(source, from)),
    )
    .execute();
  for (const table of ["run_hour", "run_hour_hole", "run_hour_span"] as const) await db.deleteFrom(table).execute();
}
