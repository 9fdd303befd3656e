import { randomUUID } from "node:crypto";
import { type Clock, type Micros, systemClock } from "../../lib/clock.ts";
import type { CacheOrigin } from "../caching/cache-origin.ts";
import { isSerializationError, MissingResult, SerializationError } from "../errors.ts";
import { hasSerializer, serializerNamed } from "../serializers/registry.ts";
import { rich } from "../serializers/rich.ts";
import type { Serializer } from "../serializers/serializer.ts";
import { isExpired, RecentRecords } from "./recent-records.ts";
import {
  recordFromFile,
  recordFromMetadataFile,
  recordToFile,
  recordToMetadataFile,
  type ResultRecord,
} from "./result-record.ts";
import type { ResultStorage } from "./result-storage.ts";

export interface ResultStoreOptions {
  storage: ResultStorage;
  /** Where keys and metadata go, when not beside the result (C-004). */
  keyStorage?: ResultStorage | undefined;
  /** Default `rich`. */
  serializer?: Serializer | undefined;
  /** Keeps the last 1,000 records in memory. Default true. */
  cacheInMemory?: boolean | undefined;
  clock?: Clock;
}

export interface RecordOptions {
  /** Default: a random one. */
  key?: string | undefined;
  expiration?: Micros | null | undefined;
  origin?: CacheOrigin | null | undefined;
}

/** Writes and reads results in one storage. */
export class ResultStore {
  readonly storage: ResultStorage;
  readonly #keyStorage: ResultStorage | undefined;
  readonly #serializer: Serializer;
  readonly #clock: Clock;
  readonly #recent: RecentRecords | undefined;

  constructor(options: ResultStoreOptions) {
    this.storage = options.storage;
    this.#keyStorage = options.keyStorage;
    this.#serializer = options.serializer ?? rich;
    this.#clock = options.clock ?? systemClock;
    this.#recent = options.cacheInMemory === false ? undefined : new RecentRecords();
  }

  /**
   * Encodes a value at once, before its owner can change it (engine.md M1); nothing is written yet.
   * @throws {SerializationError}
   */
  encode(
    value: unknown,
    { key = randomUUID().replaceAll("-", ""), expiration = null, origin = null }: RecordOptions = {},
  ): ResultRecord {
    const text = this.#serializer.encode(value);
    return {
      key,
      serializer: this.#serializer.name,
      text,
      expiration,
      storageBlockId: this.storage.blockId ?? null,
      origin,
    };
  }

  /** The value of a record. @throws {SerializationError} */
  decode(record: ResultRecord): unknown {
    if (!hasSerializer(record.serializer)) throw foreign(record, this.storage);
    return serializerNamed(record.serializer).decode(record.text);
  }

  /** Writes a record. The result goes before the key that leads to it. */
  async put(record: ResultRecord): Promise<void> {
    if (this.#keyStorage === undefined) {
      await this.storage.write(record.key, bytes(recordToFile(record)));
    } else {
      await this.storage.write(record.key, bytes(record.text));
      await this.#keyStorage.write(record.key, bytes(recordToMetadataFile(record)));
    }
    this.#recent?.set(record);
  }

  /** The record under a key; undefined when there is none, when it has expired, and when a part of it is gone. */
  async get(key: string): Promise<ResultRecord | undefined> {
    const recent = this.#recent?.get(key, this.#clock.now());
    if (recent !== undefined) return recent;
    const record = await this.#read(key);
    if (record === undefined || isExpired(record, this.#clock.now())) return undefined;
    this.#recent?.set(record);
    return record;
  }

  /**
   * The value of a cache record, or why there is none: a record that is damaged or cannot be read here is a miss, and
   * the task runs.
   */
  async recall(key: string): Promise<{ value: unknown } | { none: string }> {
    try {
      const record = await this.get(key);
      return record === undefined ? { none: "there is no such record" } : { value: this.decode(record) };
    } catch (error) {
      if (isSerializationError(error)) return { none: error.message };
      throw error;
    }
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  /**
   * The value of a result that a run refers to.
   * @throws {MissingResult} it is gone · {SerializationError} it cannot be read here
   */
  async value(key: string, owner = "a run"): Promise<unknown> {
    const record = await this.get(key);
    if (record === undefined) throw missing(key, owner, this.storage);
    return this.decode(record);
  }

  async delete(key: string): Promise<void> {
    this.#recent?.delete(key);
    await this.#keyStorage?.delete(key);
    await this.storage.delete(key);
  }

  async #read(key: string): Promise<ResultRecord | undefined> {
    const result = await this.storage.read(key);
    if (result === undefined) return undefined;
    const place = `${key} in ${this.storage.location}`;
    if (this.#keyStorage === undefined) return recordFromFile(text(result), place);
    const metadata = await this.#keyStorage.read(key);
    return metadata && recordFromMetadataFile(text(metadata), text(result), place);
  }
}

function bytes(content: string): Uint8Array {
  return Buffer.from(content);
}

function text(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString();
}

function missing(key: string, owner: string, storage: ResultStorage): MissingResult {
  return new MissingResult(
    `The result of ${owner} is gone: it was deleted, has expired, or was written on another machine.\n` +
      `  key      ${key}\n` +
      `  storage  ${storage.location}\n` +
      `Run it again, or set a result storage that all machines share.`,
  );
}

function foreign(record: ResultRecord, storage: ResultStorage): SerializationError {
  return new SerializationError(
    `The result ${record.key} in ${storage.location} cannot be read here: it was written with the serializer "${record.serializer}"` +
      `${/pickle/.test(record.serializer) ? ', which only Python reads. Set result_serializer="json" where it is written.' : ". Call registerSerializer() with it first."}`,
  );
}
