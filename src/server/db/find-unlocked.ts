import { type Statement, statement } from "./statement.ts";

/**
 * A query for rows of `flow_run r` that the unit will change, locked. Rows that another unit has locked are left out:
 * whoever has them changes them now.
 */
export function findUnlocked(name: string, sql: string, parameters: readonly string[]): Statement {
  const find = statement(name, sql, parameters);
  return { ...find, sql: { ...find.sql, postgres: `${find.sql.postgres} FOR NO KEY UPDATE OF r SKIP LOCKED` } };
}
