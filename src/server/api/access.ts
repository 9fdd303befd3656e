import { isoFromMicros } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { microsFromWire } from "../../schemas/iso-time.ts";
import { makeKey } from "../access/keyring.ts";
import { type ApiKeyRow, insertApiKey, listApiKeys, revokeApiKey } from "../db/access/api-keys.ts";
import { listAudit } from "../db/access/audit.ts";
import { conflict, notFound } from "./http/api-error.ts";
import { timeOnWire } from "./on-wire/time.ts";
import { serve } from "./http/serve.ts";

/** API keys, and the log of who changed what. */
export const servedAccess = [
  serve("POST /sluice/api_keys", async ({ body, began }, { store }) => {
    const { key, digest, hint } = makeKey();
    const expires = body.expires === null ? null : microsFromWire(body.expires);
    const row = {
      id: uuidv7(),
      created: began,
      name: body.name,
      role: body.role,
      digest,
      hint,
      expires,
      revoked: null,
    };
    const isNew = await store.write((tx) => insertApiKey(tx, row));
    if (!isNew) throw conflict(`There is a key "${body.name}" already: revoke it first, or take another name.`);
    return { ...keyOnWire(row), key };
  }),

  serve("GET /sluice/api_keys", async (_call, { store }) => (await listApiKeys(store)).map(keyOnWire)),

  serve("DELETE /sluice/api_keys/{id:uuid}", async ({ params }, { store }) => {
    if (!(await store.write((tx) => revokeApiKey(tx, params.id)))) throw notFound("API key not found");
    return undefined;
  }),

  serve("GET /sluice/audit", async ({ query }, { store }) => {
    const before = query.before === undefined ? undefined : microsFromWire(query.before);
    const rows = await listAudit(store, { before, limit: query.limit });
    return rows.map(({ address, http_status, occurred, ...row }) => ({
      ...row,
      occurred: isoFromMicros(occurred),
      path: address,
      status: http_status,
    }));
  }),
];

function keyOnWire({ id, created, name, role, hint, expires, revoked }: ApiKeyRow) {
  return {
    id,
    created: isoFromMicros(created),
    name,
    role,
    hint,
    expires: timeOnWire(expires),
    revoked: timeOnWire(revoked),
  };
}
