import { randomBytes } from "node:crypto";
import { isoFromMicros } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { findBlockDocument, findBlockSchema } from "../db/blocks.ts";
import { readConfiguration, removeConfiguration, writeConfiguration } from "../db/configuration.ts";
import { renewCsrfToken } from "../db/access/csrf-tokens.ts";
import { Answered } from "./http/answer.ts";
import { found, notFound, unprocessable } from "./http/api-error.ts";
import { apiVersion, prefectVersion } from "./http/api-version.ts";
import { storedOnWire } from "./on-wire/time.ts";
import { serve } from "./http/serve.ts";

const newToken = () => randomBytes(32).toString("hex");
const resultStorageKey = "server-default-result-storage";

/** Health, versions and the server's own settings. */
export const servedAdmin = [
  serve("GET /health", async () => true),
  serve("GET /version", async () => apiVersion),
  serve("GET /hello", async () => "👋"),

  serve("GET /ready", async (_call, { store, health }) => {
    try {
      await store.read((db) => db.selectFrom("meta").select("key").limit(1).execute());
      const unwell = health?.unwell() ?? []; // still 200: it serves, and another server may run what fails here
      return unwell.length === 0 ? { message: "OK" } : { message: "OK", unwell };
    } catch {
      return new Answered({ message: "Database is not available" }, { status: 503 });
    }
  }),

  serve("GET /metrics", async (_call, { metrics }) => {
    if (metrics === undefined) throw notFound();
    return await metrics.text();
  }),

  serve("GET /pid", async (_call, { settings }) => {
    if (!settings.testMode) throw notFound();
    return { pid: process.pid };
  }),

  serve("GET /csrf-token", async ({ query }, { store, settings }) => {
    if (!settings.csrfProtection) throw unprocessable("CSRF protection is disabled.");
    const row = await store.write(async (tx) => {
      const stored = { id: uuidv7(), created: tx.now, updated: tx.now, client: query.client };
      const token = { ...stored, secret: newToken(), expiration: tx.now + settings.csrfTokenSeconds * 1_000_000 };
      await renewCsrfToken(tx, token);
      return token;
    });
    return { ...storedOnWire(row), token: row.secret, client: row.client, expiration: isoFromMicros(row.expiration) };
  }),

  serve("GET /admin/version", async () => prefectVersion),
  serve("GET /admin/settings", async (_call, { settings }) => ({ server: { ...settings } })),

  serve("GET /admin/storage", async (_call, { store }) => {
    const stored = await readConfiguration(store, resultStorageKey);
    return { default_result_storage_block_id: typeof stored === "string" ? stored : null };
  }),

  serve("PUT /admin/storage", async ({ body }, { store }) => {
    const id = body.default_result_storage_block_id;
    const block = found(await store.read((db) => findBlockDocument(db, { id })), "Block document not found");
    const schema = await store.read((db) => findBlockSchema(db, block.block_schema_id));
    if (schema?.capabilities.includes("write-path") !== true) {
      throw unprocessable("The block cannot be used as result storage: it lacks the capability write-path.");
    }
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
