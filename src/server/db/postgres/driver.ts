import type pg from "pg";
import { StoreError } from "../store-error.ts";

export type Driver = typeof pg;

/** PostgreSQL's driver, an optional package. */
export async function loadDriver(): Promise<Driver> {
  try {
    return (await import("pg")).default;
  } catch (cause) {
    const message = "PostgreSQL needs the package pg, which is not installed: npm install pg";
    throw new StoreError("driver-missing", message, { cause });
  }
}

/** Numbers come as numbers (none of ours is beyond 2^53), JSON as its value. */
export function parsersOf({ types }: Driver): pg.CustomTypesConfig {
  const { INT8, NUMERIC, JSON: json, JSONB } = types.builtins;
  const ours = new Map<number, (text: string) => unknown>([
    [INT8, Number],
    [NUMERIC, Number],
    [json, JSON.parse],
    [JSONB, JSON.parse],
  ]);
  return { getTypeParser: (oid: number, format) => ours.get(oid) ?? types.getTypeParser(oid, format as "text") };
}

const troubles = new Map<string, readonly [StoreError["trouble"], string]>([
  ["53100", ["full", "has no space left: free some on its disk and try again"]],
  ["25006", ["read-only", "is read-only: is it a standby?"]],
  ["57P01", ["unavailable", "is shutting down"]],
  ["57P03", ["unavailable", "is not ready yet"]],
  ["08006", ["unavailable", "has closed the connection"]],
  ["28P01", ["unavailable", "refuses the password in its URL"]],
  ["3D000", ["unavailable", "is not there: create it first"]],
  ["ECONNREFUSED", ["unavailable", "cannot be reached: is it running?"]],
  ["ECONNRESET", ["unavailable", "has closed the connection"]],
  ["ENOTFOUND", ["unavailable", "cannot be reached: its host has no address"]],
  ["ETIMEDOUT", ["unavailable", "cannot be reached in time"]],
]);

/** Says in the user's words what went wrong with the connection; leaves every other error as it is. */
export function explain(error: unknown, database: string): unknown {
  const trouble = troubles.get(codeOf(error) ?? "");
  if (trouble === undefined) return error;
  return new StoreError(trouble[0], `the database ${withoutPassword(database)} ${trouble[1]}`, { cause: error });
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:@/]*):[^@]*@/, "//$1:***@");
}
