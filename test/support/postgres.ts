import { randomBytes } from "node:crypto";
import pg from "pg";

let known: Promise<string | null> | undefined;

/**
 * The URL of a PostgreSQL for tests: the one of `SLUICE_TEST_POSTGRES_URL`, else one of this test run's own.
 * Null, after one line that says so, where there is none; tests that need it are then reported as skipped.
 */
export function postgresUrl(): Promise<string | null> {
  return (known ??= findPostgres());
}

async function findPostgres(): Promise<string | null> {
  const given = process.env["SLUICE_TEST_POSTGRES_URL"];
  if (given) return given;
  const lender = process.env["SLUICE_TEST_POSTGRES_LENDER"];
  const answer = lender === undefined ? undefined : await fetch(lender);
  if (answer?.ok) return answer.text();
  console.warn(
    `Not tested on PostgreSQL: ${answer === undefined ? "run by vitest's configuration" : await answer.text()}`,
  );
  return null;
}

export interface TemporaryDatabase extends AsyncDisposable {
  url: string;
}

/** An empty database, which is dropped with the test. Only where `postgresUrl()` is not null. */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const server = await postgresUrl();
  if (server === null) throw new Error("there is no PostgreSQL for tests");
  const name = `sluice_test_${randomBytes(8).toString("hex")}`;
  await run(server, `CREATE DATABASE ${name}`);
  return {
    url: server.replace(/\/[^/?]*(\?|$)/, `/${name}$1`),
    [Symbol.asyncDispose]: () => run(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
