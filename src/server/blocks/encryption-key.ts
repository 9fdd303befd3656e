import { randomBytes } from "node:crypto";
import { uuidv7 } from "../../lib/uuid.ts";
import { readConfiguration } from "../db/configuration.ts";
import type { Store } from "../db/store.ts";

const configurationKey = "ENCRYPTION_KEY";
const known = new WeakMap<Store, string>();

/**
 * The key that block data is sealed with: that of the environment, which keeps it apart from the database, else one that
 * is made once and kept in the configuration.
 */
export async function encryptionKey(store: Store, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const given = env["SLUICE_SERVER_ENCRYPTION_KEY"] || env["PREFECT_SERVER_ENCRYPTION_KEY"];
  if (given) return given;
  const key = known.get(store) ?? (await keptKey(store));
  known.set(store, key);
  return key;
}

async function keptKey(store: Store): Promise<string> {
  const kept = await readConfiguration(store, configurationKey);
  if (typeof kept === "string") return kept;
  const value = JSON.stringify(randomBytes(32).toString("base64url"));
  await store.write((tx) =>
    tx.db
      .insertInto("configuration")
      .values({ id: uuidv7(), created: tx.now, updated: tx.now, key: configurationKey, value })
      .onConflict((conflict) => conflict.column("key").doNothing()) // another server was quicker
      .execute(),
  );
  return (await readConfiguration(store, configurationKey)) as string;
}
