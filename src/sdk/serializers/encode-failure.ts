import { encodeRich, rich } from "./rich.ts";
import { isSerializationError } from "./serialization-error.ts";
import type { Serializer } from "./serializer.ts";

/** The rich serializer for what a run threw: its texts are rich texts, and it refuses no error. */
export const richFailure: Serializer = {
  name: rich.name,
  encode: (error) => encodeFailure(error).text,
  decode: rich.decode,
};

export interface EncodedFailure {
  text: string;
  /** What was left out, as sentences: "error.request is a ClientRequest, which cannot be stored". */
  leftOut: string[];
}

/**
 * Encodes what a run threw with the rich serializer, without the fields that cannot be kept: an HTTP client's error
 * holds its socket, and its name, message, code and stack are worth keeping without it.
 */
export function encodeFailure(error: unknown): EncodedFailure {
  const search: Search = { leftOut: [], seen: new Set() };
  return { text: encodeRich(keepable("error", error, search), "error"), leftOut: search.leftOut };
}

interface Search {
  leftOut: string[];
  seen: Set<unknown>;
}

function keepable(path: string, value: unknown, search: Search): unknown {
  if (search.seen.has(value)) return undefined; // an error that holds itself
  const reason = refusalOf(path, value);
  if (reason === undefined) return value;
  if (value instanceof Error) return withoutRefused(path, value, search);
  search.leftOut.push(reason);
  return undefined;
}

function withoutRefused(path: string, error: Error, search: Search): Error {
  search.seen.add(error);
  const kept = Object.setPrototypeOf(new Error(), Object.getPrototypeOf(error) as object) as Error;
  for (const name of Object.getOwnPropertyNames(error)) {
    const { enumerable = false } = Object.getOwnPropertyDescriptor(error, name) ?? {};
    const value = keepable(`${path}.${name}`, Reflect.get(error, name), search);
    if (value !== undefined)
      Object.defineProperty(kept, name, { value, enumerable, configurable: true, writable: true });
  }
  return kept;
}

function refusalOf(path: string, value: unknown): string | undefined {
  try {
    encodeRich(value, path);
    return undefined;
  } catch (error) {
    if (isSerializationError(error)) return error.message;
    return `${path} cannot be read (${(error as Error)?.message})`;
  }
}
