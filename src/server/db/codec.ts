// How values of the domain become values of a database, and back: the one place that knows both sides.

import { uuidFromBytes, uuidToBytes } from "../../lib/uuid.ts";
import type { ColumnKind, DatabaseName } from "./columns.ts";

export type SqlValue = null | string | number | bigint | boolean | Uint8Array;

/** The value as the database's driver takes it. */
export function encode(kind: ColumnKind, value: unknown, database: DatabaseName): SqlValue {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case "json":
    case "tags":
      return JSON.stringify(value);
    case "uuid":
      // kysely encodes a query within a query twice
      return database === "sqlite" && typeof value === "string" ? uuidToBytes(value) : (value as SqlValue);
    case "boolean":
      return database === "sqlite" ? Number(value) : (value as boolean);
    case "text":
    case "integer":
    case "micros":
    case "real":
      return value as SqlValue;
  }
}

/** How a value that SQLite returns becomes one of the domain; undefined when it is one already. */
export function sqliteDecoder(kind: ColumnKind | undefined): ((value: unknown) => unknown) | undefined {
  switch (kind) {
    case "json":
    case "tags":
      return (value) => (typeof value === "string" ? JSON.parse(value) : value);
    case "uuid":
      return (value) => (value instanceof Uint8Array ? uuidFromBytes(value) : value);
    case "boolean":
      return (value) => (value === null ? null : value !== 0);
    default:
      return undefined; // text, numbers, and what a query computes
  }
}
