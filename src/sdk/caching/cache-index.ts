// The cache as something to look at: every record that a cached task wrote to a storage, or to a key storage of its own.

import { type Micros, microsFromIso } from "../../lib/clock.ts";
import { ConfigurationError, isSerializationError } from "../errors.ts";
import { isExpired } from "../results/recent-records.ts";
import { metadataFromFile } from "../results/result-record.ts";
import type { ResultStorage } from "../results/result-storage.ts";
import type { CacheOrigin } from "./cache-origin.ts";

export interface CacheEntry {
  key: string;
  origin: CacheOrigin;
  created: Micros;
  expiration: Micros | null;
  isExpired: boolean;
  serializer: string;
  bytes: number;
}

export interface CacheFilter {
  /** Name of the task. */
  task?: string;
  flowRunId?: string;
  key?: string;
  /** Only entries that can no longer be hit. */
  expired?: boolean;
}

/** The cache entries of a storage, newest first. Results that are no cache entries are left out. */
export async function listCache(storage: ResultStorage, now: Micros, filter: CacheFilter = {}): Promise<CacheEntry[]> {
  const entries: CacheEntry[] = [];
  for await (const key of keysOf(storage, filter)) {
    const entry = await readEntry(storage, key, now);
    if (entry !== undefined && fits(entry, filter)) entries.push(entry);
  }
  return entries.sort((left, right) => right.created - left.created);
}

/** Deletes the entries that fit, so that the next such call runs, and returns how many there were. */
export async function clearCache(storage: ResultStorage, now: Micros, filter: CacheFilter = {}): Promise<number> {
  const entries = await listCache(storage, now, filter);
  for (const { key } of entries) await storage.delete(key);
  return entries.length;
}

async function* keysOf(storage: ResultStorage, { key }: CacheFilter): AsyncIterable<string> {
  if (key !== undefined) yield key;
  else if (storage.list !== undefined) yield* storage.list();
  else throw new ConfigurationError(`The result storage ${storage.location} cannot be listed: name a key.`);
}

async function readEntry(storage: ResultStorage, key: string, now: Micros): Promise<CacheEntry | undefined> {
  const bytes = await storage.read(key);
  if (bytes === undefined) return undefined;
  try {
    const { origin, expiration, serializer } = metadataFromFile(Buffer.from(bytes).toString(), key);
    if (origin === null) return undefined;
    const created = microsFromIso(origin.created);
    return {
      key,
      origin,
      created,
      expiration,
      isExpired: isExpired({ expiration }, now),
      serializer,
      bytes: bytes.length,
    };
  } catch (error) {
    if (isSerializationError(error)) return undefined; // something else that lives in this storage
    throw error;
  }
}

function fits(entry: CacheEntry, { task, flowRunId, expired }: CacheFilter): boolean {
  return (
    (task === undefined || entry.origin.task === task) &&
    (flowRunId === undefined || entry.origin.flow_run_id === flowRunId) &&
    (expired === undefined || entry.isExpired === expired)
  );
}
