import { setTimeout as delay } from "node:timers/promises";
import type { Kysely } from "kysely";
import type pg from "pg";
import { CommitListeners } from "../commit-listeners.ts";
import { type Execute, kyselyOver } from "../kysely-over.ts";
import { ReadDeadlineExceeded, StoreError } from "../store-error.ts";
import type { Store, StoreOptions, Unit } from "../store.ts";
import type { Tables } from "../tables.ts";
import { codeOf, explain, loadDriver, parsersOf } from "./driver.ts";
import { migratePostgres } from "./migrate.ts";
import { Notifications } from "./notifications.ts";
import { PreparedNames } from "./prepared-names.ts";
import { postgresTx, sendAhead } from "./tx.ts";

const mostTries = 8;

/** Opens a PostgreSQL database as the store. It keeps no state in its sessions, and so works behind pgbouncer. */
export async function openPostgresStore(options: StoreOptions): Promise<Store> {
  const driver = await loadDriver();
  const config = {
    connectionString: options.database,
    application_name: "sluice",
    types: parsersOf(driver),
    connectionTimeoutMillis: 10_000,
  };
  const pool = new driver.Pool({ ...config, pipeline: true, max: options.connections ?? 10, allowExitOnIdle: true });
  pool.on("error", () => {}); // an idle connection was lost; the next query opens another one, or says what is wrong
  try {
    await migratePostgres(pool);
  } catch (error) {
    await pool.end();
    throw explain(error, options.database);
  }
  const listeners = new CommitListeners();
  return storeOver(pool, { options, listeners, notifications: new Notifications({ driver, config, pool, listeners }) });
}

interface Parts {
  options: StoreOptions;
  listeners: CommitListeners;
  notifications: Notifications;
}

function storeOver(pool: pg.Pool, { options, listeners, notifications }: Parts): Store {
  const names = new PreparedNames();
  const kyselyOf = kyselyPerClient();
  const reading = kyselyOver("postgres", executeOn(pool));
  let isClosed = false;

  async function runUnit<T>(unit: Unit<T>): Promise<{ value: T; topics: Set<string> }> {
    const client = await pool.connect();
    let broken = false;
    try {
      const begun = sendAhead(client, "BEGIN");
      const tx = postgresTx({ client, db: kyselyOf(client), names, now: options.clock.now() });
      const value = await unit(tx);
      await begun;
      const { command } = await client.query("COMMIT");
      if (command !== "COMMIT") throw new Error("a statement of the unit failed, and nobody looked at its error");
      return { value, topics: tx.topics };
    } catch (error) {
      await client.query("ROLLBACK").catch(() => (broken = true));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async function write<T>(unit: Unit<T>): Promise<T> {
    refuseWhenClosed();
    for (let tries = 1; ; tries++) {
      try {
        const { value, topics } = await runUnit(unit);
        listeners.tell(topics);
        notifications.send(topics);
        return value;
      } catch (error) {
        const code = codeOf(error);
        const mayTryAgain = isConflict(code) || names.giveUpOn(code);
        if (!mayTryAgain || tries === mostTries) throw explain(error, options.database);
        await delay(Math.random() * 2 ** tries); // milliseconds: who waited for each other does not meet again
      }
    }
  }

  async function readBy<T>(query: (db: Kysely<Tables>) => Promise<T>, deadlineMs: number): Promise<T> {
    const client = await pool.connect();
    try {
      await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.ceil(deadlineMs)}`);
      return await query(kyselyOf(client));
    } catch (error) {
      throw codeOf(error) === "57014" ? new ReadDeadlineExceeded(deadlineMs, { cause: error }) : error;
    } finally {
      await client.query("ROLLBACK").then(
        () => client.release(),
        (error: Error) => client.release(error),
      );
    }
  }

  function refuseWhenClosed(): void {
    if (isClosed) throw new StoreError("closed", "the store is closed");
  }

  return {
    dialect: "postgres",
    write,
    async read(query, { deadlineMs } = {}) {
      refuseWhenClosed();
      try {
        return await (deadlineMs === undefined ? query(reading) : readBy(query, deadlineMs));
      } catch (error) {
        throw explain(error, options.database);
      }
    },
    onCommit(listener) {
      notifications.listen();
      return listeners.add(listener);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await notifications.close();
      await pool.end();
    },
  };
}

/** Serialization failures and deadlocks: the same unit may succeed when it runs again. */
function isConflict(code: string | undefined): boolean {
  return code === "40001" || code === "40P01";
}

function executeOn(connection: pg.Pool | pg.PoolClient): Execute {
  return async (sql, parameters) => {
    const { rows, rowCount, command } = await connection.query(sql, [...parameters]);
    return { rows, changes: command === "SELECT" ? undefined : (rowCount ?? 0) };
  };
}

function kyselyPerClient(): (client: pg.PoolClient) => Kysely<Tables> {
  const known = new WeakMap<pg.PoolClient, Kysely<Tables>>();
  return (client) => {
    let db = known.get(client);
    if (db === undefined) known.set(client, (db = kyselyOver("postgres", executeOn(client))));
    return db;
  };
}
