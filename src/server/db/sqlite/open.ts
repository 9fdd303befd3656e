import { closeSync, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../store-error.ts";
import { SqliteConnection } from "./connection.ts";
import { type FileSystemProbe, refuseNetworkFileSystem } from "./file-system.ts";
import { migrateSqlite } from "./migrate.ts";
import { whenUnlocked } from "./when-locked.ts";

const openingTimeoutMs = 2000; // recovery after a kill happens while opening, under SQLite's own lock

const applicationId = 0x534c5543; // "SLUC": what file(1) shows, and how a stranger's database is told from ours

export interface OpenOptions {
  file: string;
  sync: "normal" | "full";
  /** Default: the system's. */
  probe?: FileSystemProbe;
}

/** Opens the database file for writing, and brings its tables up to date. */
export async function openForWriting({ file, sync, probe }: OpenOptions): Promise<SqliteConnection> {
  const path = resolve(file);
  try {
    await prepareFile(path, probe);
    return await openPrepared(path, sync);
  } catch (error) {
    throw explain(error, path);
  }
}

async function prepareFile(path: string, probe: FileSystemProbe | undefined): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await refuseNetworkFileSystem(dirname(path), probe);
  closeSync(openSync(path, "a", 0o600)); // runs hold people's data: readable by their owner only (engine.md M3)
}

async function openPrepared(path: string, sync: "normal" | "full"): Promise<SqliteConnection> {
  const db = new DatabaseSync(path, { timeout: openingTimeoutMs });
  try {
    const connection = new SqliteConnection(db);
    await whenUnlocked(() => identify(connection));
    await whenUnlocked(() => connection.script("PRAGMA journal_mode = WAL"));
    connection.script(`PRAGMA synchronous = ${sync}; PRAGMA temp_store = memory; PRAGMA cache_size = -16000`);
    // A checkpoint writes each page once, however often the WAL holds it: at 16 MB a commit costs half of what it does at 4.
    connection.script("PRAGMA wal_autocheckpoint = 4000");
    await migrateSqlite(connection);
    connection.script("PRAGMA busy_timeout = 0"); // from here on waiting is asynchronous (engine.md S2)
    return connection;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Marks an empty file as ours, and refuses one that is somebody else's. */
function identify(connection: SqliteConnection): void {
  const id = connection.all("PRAGMA application_id")[0]?.["application_id"];
  if (id === applicationId) return;
  const tables = connection.all("SELECT count(*) AS tables FROM sqlite_schema")[0]?.["tables"];
  if (tables !== 0) throw new StoreError("corrupt", "the file is a SQLite database of another program");
  connection.script(`PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = ${applicationId}`);
}

const explanations = new Map<number | string, readonly [StoreError["trouble"], string]>([
  [8, ["read-only", "is read-only: give this user the right to write the file and its folder"]],
  ["EACCES", ["read-only", "cannot be written: give this user the right to write the file and its folder"]],
  ["EROFS", ["read-only", "is on a read-only disk: set SLUICE_HOME to another folder"]],
  [11, ["corrupt", "is damaged: restore it from a backup, or move it away to begin anew"]],
  [26, ["corrupt", "is no database: restore it from a backup, or move it away to begin anew"]],
  [13, ["full", "cannot grow, its disk is full: free some space and try again"]],
  ["ENOSPC", ["full", "cannot grow, its disk is full: free some space and try again"]],
  [14, ["unavailable", "cannot be opened: look at its path and at the rights of its folder"]],
  [5, ["busy", "is locked by another process: end it, or wait for it, and try again"]],
]);

/** Says in the user's words what SQLite or the file system said in theirs. */
export function explain(error: unknown, path: string): unknown {
  if (error instanceof StoreError) return new StoreError(error.trouble, `${path}: ${error.message}`, { cause: error });
  if (!(error instanceof Error)) return error;
  const code = "errcode" in error ? Number(error.errcode) & 0xff : "code" in error ? String(error.code) : "";
  const explanation = explanations.get(code);
  if (explanation === undefined) return error;
  return new StoreError(explanation[0], `the database ${path} ${explanation[1]}`, { cause: error });
}
