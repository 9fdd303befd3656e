import { hash, randomBytes } from "node:crypto";
import type { Clock } from "../../lib/clock.ts";
import { apiKeyTopic, type ApiKeyRow, listApiKeys } from "../db/access/api-keys.ts";
import type { Store } from "../db/store.ts";

/** A revocation by another process counts after this time at the latest. */
const maxAgeMicros = 5_000_000;

const prefix = "sl_";

/** A new key, and what is kept of it. */
export function makeKey(): { key: string; digest: string; hint: string } {
  const key = prefix + randomBytes(32).toString("base64url");
  return { key, digest: digestOf(key), hint: key.slice(0, prefix.length + 6) };
}

// A digest without salt or stretching: 256 random bits cannot be guessed, and every request looks one up.
function digestOf(key: string): string {
  return hash("sha256", key);
}

export interface Keyring {
  /** Whether there is, or ever was, a key: from then on everybody needs one. */
  hasKeys(): Promise<boolean>;
  /** The key that is this text, if it may be used now. */
  find(text: string): Promise<ApiKeyRow | undefined>;
}

/** The keys of a store, read again when they change. */
export function keyringOf(store: Store, clock: Clock): Keyring {
  let known: Promise<Map<string, ApiKeyRow>> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  store.onCommit((topics) => {
    if (topics.has(apiKeyTopic)) known = undefined;
  });

  async function keys(): Promise<Map<string, ApiKeyRow>> {
    const now = clock.now();
    if (known === undefined || now - readAt > maxAgeMicros) {
      readAt = now;
      known = listApiKeys(store).then((rows) => new Map(rows.map((row) => [row.digest, row])));
      known.catch(() => (known = undefined)); // the next one asks again
    }
    return await known;
  }

  return {
    hasKeys: async () => (await keys()).size > 0,
    async find(text) {
      if (!text.startsWith(prefix)) return undefined;
      const key = (await keys()).get(digestOf(text));
      const isUsable = key !== undefined && key.revoked === null && (key.expires ?? Infinity) > clock.now();
      return isUsable ? key : undefined;
    },
  };
}
