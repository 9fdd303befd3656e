import { isoFromMicros, type Micros, microsFromIso } from "../../lib/clock.ts";
import { SerializationError } from "../errors.ts";
import type { CacheOrigin } from "../caching/cache-origin.ts";

/** A result as it is stored: encoded, with what it takes to read it. */
export interface ResultRecord {
  key: string;
  /** The name of the serializer that made the text. */
  serializer: string;
  text: string;
  /** After this the record counts as not there; null for never. */
  expiration: Micros | null;
  /** The block that configures the storage, where there is one. */
  storageBlockId: string | null;
  /** Which call made it and from what; only in cache records. */
  origin: CacheOrigin | null;
}

/** The file format of Prefect 3's results (P-001), so that one storage serves both languages (engine.md W6). */
interface PrefectRecord {
  metadata: PrefectMetadata;
  result?: string;
}

interface PrefectMetadata {
  storage_key: string;
  expiration: string | null;
  serializer: { type: string };
  prefect_version: string;
  storage_block_id: string | null;
  sluice?: CacheOrigin;
}

const formatVersion = "3.8.8"; // the release of Prefect whose format this is

export function recordToFile(record: ResultRecord): string {
  return JSON.stringify({ metadata: metadataOf(record), result: record.text } satisfies PrefectRecord);
}

/** The same without the result: for a key storage apart from the result's (C-004). */
export function recordToMetadataFile(record: ResultRecord): string {
  return JSON.stringify(metadataOf(record));
}

function metadataOf(record: ResultRecord): PrefectMetadata {
  return {
    storage_key: record.key,
    expiration: record.expiration === null ? null : isoFromMicros(record.expiration),
    serializer: { type: record.serializer },
    prefect_version: formatVersion,
    storage_block_id: record.storageBlockId,
    ...(record.origin && { sluice: record.origin }),
  };
}

/** @throws {SerializationError} naming the place, when the file is no result record */
export function recordFromFile(file: string, place: string): ResultRecord {
  const { metadata, result } = parsed<Partial<PrefectRecord>>(file, place);
  if (typeof result !== "string") throw notARecord(place, "it holds no result text");
  return recordFrom(metadata, result, place);
}

/** Reads a metadata file and takes the result's text from its own file. */
export function recordFromMetadataFile(file: string, text: string, place: string): ResultRecord {
  return recordFrom(parsed<Partial<PrefectMetadata>>(file, place), text, place);
}

/** What either kind of file says about a record, without its text. @throws {SerializationError} */
export function metadataFromFile(file: string, place: string): ResultRecord {
  const content = parsed<Partial<PrefectRecord & PrefectMetadata>>(file, place);
  return recordFrom(content.metadata ?? content, "", place);
}

function recordFrom(metadata: Partial<PrefectMetadata> | undefined, text: string, place: string): ResultRecord {
  const serializer = metadata?.serializer?.type;
  if (metadata === undefined || typeof serializer !== "string") throw notARecord(place, "it names no serializer");
  return {
    key: metadata.storage_key ?? place,
    serializer,
    text,
    expiration: typeof metadata.expiration === "string" ? microsFromIso(metadata.expiration) : null,
    storageBlockId: metadata.storage_block_id ?? null,
    origin: metadata.sluice ?? null,
  };
}

function parsed<T>(file: string, place: string): T {
  try {
    const value: unknown = JSON.parse(file);
    if (typeof value === "object" && value !== null) return value as T;
  } catch {
    // said below
  }
  throw notARecord(place, "it is no JSON object");
}

function notARecord(place: string, reason: string): SerializationError {
  return new SerializationError(
    `${place} is no result record: ${reason}. It was written by something else, or is damaged.`,
  );
}
