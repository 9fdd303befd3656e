// Results on their way to the store and back (engine.md M1–M3).

import type { RecordedResult } from "../../../schemas/record.ts";
import { isSerializationError, MissingResult } from "../../errors.ts";
import { resultSerializer } from "./at-rest.ts";
import { contentKey } from "../../results/content-key.ts";
import type { ResultStorage } from "../../results/result-storage.ts";
import { ResultStore } from "../../results/result-store.ts";
import { serializerNamed } from "../../serializers/registry.ts";
import type { Serializer } from "../../serializers/serializer.ts";

export interface ResultRules {
  /** Why the value is not to be kept, where it is not: a re-run computes it again. */
  unkept: string | undefined;
  serializer: Serializer | string | undefined;
  /** Where results go in the place of the store. */
  storage: ResultStorage | undefined;
  /** Where results go that are too large for the store. */
  largeStorage: () => Promise<ResultStorage>;
  storageKey: string | undefined;
}

export interface KeptResult {
  recorded: RecordedResult;
  /** Set while the value is still being uploaded: its call settles after that. */
  upload: Promise<void> | undefined;
}

const largestInline = 256 * 1024;

/** Encodes a value now, before its maker can change it. A value that cannot be encoded is not kept, with the reason. */
export function keepResult(value: unknown, rules: ResultRules): KeptResult {
  if (rules.unkept !== undefined) return notKept(rules.unkept);
  const serializer = resultSerializer(rules.serializer);
  let data: string;
  try {
    data = serializer.encode(value);
  } catch (error) {
    if (isSerializationError(error)) return notKept(error.message);
    throw error;
  }
  const size = Buffer.byteLength(data);
  if (rules.storage === undefined && size <= largestInline) {
    return { recorded: { serializer: serializer.name, data }, upload: undefined };
  }
  const key = rules.storageKey ?? contentKey(data);
  const record = {
    key,
    serializer: serializer.name,
    text: data,
    expiration: null,
    storageBlockId: rules.storage?.blockId ?? null,
    origin: null,
  };
  const upload = openStorage(rules).then((storage) => storeOver(storage).put(record));
  return {
    recorded: {
      serializer: serializer.name,
      reference: { storage_key: key, storage_block_id: record.storageBlockId, size },
    },
    upload,
  };
}

async function openStorage(rules: ResultRules): Promise<ResultStorage> {
  return rules.storage ?? (await rules.largeStorage());
}

const stores = new WeakMap<ResultStorage, ResultStore>();

/** The store over a storage: one for each, so that what was read lately stays in memory. */
export function storeOver(storage: ResultStorage): ResultStore {
  let store = stores.get(storage);
  if (store === undefined) stores.set(storage, (store = new ResultStore({ storage })));
  return store;
}

export function notKept(reason: string): KeptResult {
  return { recorded: { reason }, upload: undefined };
}

export function isKept(result: RecordedResult | null | undefined): result is RecordedResult {
  return result != null && (result.data != null || result.reference != null);
}

/** @throws {MissingResult} when it was not kept, or is gone from its storage */
export async function loadResult(result: RecordedResult, storage: () => Promise<ResultStorage>): Promise<unknown> {
  if (result.data != null) return serializerNamed(result.serializer ?? "rich").decode(result.data);
  if (result.reference == null)
    throw new MissingResult(`The result was not kept: ${result.reason ?? "no reason was recorded"}.`);
  return await storeOver(await storage()).value(result.reference.storage_key);
}
