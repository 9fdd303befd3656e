import { uuidv7 } from "../../lib/uuid.ts";
import { readConfiguration, removeConfiguration, writeConfiguration } from "../db/configuration.ts";
import { Answered } from "./answer.ts";
import { notFound, unprocessable } from "./api-error.ts";
import { apiVersion, prefectVersion } from "./api-version.ts";
import { serve } from "./serve.ts";

const resultStorageKey = "server-default-result-storage";

/** Health, versions and the server's own settings. */
export const servedAdmin = [
  serve("GET /health", async () => true),
  serve("GET /version", async () => apiVersion),
  serve("GET /hello", async () => "👋"),

  serve("GET /ready", async (_call, { store }) => {
    try {
      await store.read((db) => db.selectFrom("meta").select("key").limit(1).execute());
      return { message: "OK" };
    } catch {
      return new Answered({ message: "Database is not available" }, { status: 503 });
    }
  }),

  serve("GET /pid", async (_call, { settings }) => {
    if (!settings.testMode) throw notFound();
    return { pid: process.pid };
  }),

  serve("GET /csrf-token", async () => {
    throw unprocessable("CSRF protection is disabled.");
  }),

  serve("GET /admin/version", async () => prefectVersion),
  serve("GET /admin/settings", async (_call, { settings }) => ({ server: { ...settings } })),

  serve("GET /admin/storage", async (_call, { store }) => {
    const stored = await readConfiguration(store, resultStorageKey);
    return { default_result_storage_block_id: typeof stored === "string" ? stored : null };
  }),

  serve("PUT /admin/storage", async ({ body }, { store }) => {
    await store.write((tx) =>
      writeConfiguration(tx, { id: uuidv7(), key: resultStorageKey, value: body.default_result_storage_block_id }),
    );
    return body;
  }),

  serve("DELETE /admin/storage", async (_call, { store }) => {
    await store.write((tx) => removeConfiguration(tx, resultStorageKey));
    return undefined;
  }),
];
