import { types } from "node:util";
import { pathText } from "../../lib/path-text.ts";
import { isSecret } from "../../lib/secret.ts";
import { SecretNotSerializable, SerializationError } from "./serialization-error.ts";
import type { Serializer } from "./serializer.ts";

/**
 * Plain JSON, the one format that both languages read (engine.md W6). Dates and other objects with a `toJSON` become
 * what that gives; what JSON would change silently (NaN, BigInt, Map, class instances) is refused.
 * Exceptions have the shape of Prefect's JSON serializer, so that each language reads the other's.
 */
export const json: Serializer = { name: "json", encode: encodeJson, decode: decodeJson };

function encodeJson(value: unknown): string {
  try {
    return JSON.stringify(toJson(value, []) ?? null); // Python has None for undefined
  } catch (error) {
    throw SerializationError.while("result was encoded", error);
  }
}

type Keys = readonly (string | number)[];

function toJson(value: unknown, keys: Keys, above: readonly object[] = []): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return refuse(value, keys, `${value}`);
  if (typeof value === "bigint" || typeof value === "symbol" || typeof value === "function") return refuse(value, keys);
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) throw SecretNotSerializable.at(pathText("result", keys));
  if (above.includes(value)) return refuse(value, keys, "a reference to what holds it");
  return objectToJson(value, keys, [...above, value]);
}

function objectToJson(value: object, keys: Keys, above: readonly object[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => toJson(item, [...keys, index], above));
  if (types.isNativeError(value)) return exception(value);
  if ("toJSON" in value && typeof value.toJSON === "function") return toJson(value.toJSON(), keys, above);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return refuse(value, keys);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item, [...keys, key], above)]));
}

function refuse(value: unknown, keys: Keys, kind?: string): never {
  const path = pathText("result", keys);
  if (kind === undefined) throw SerializationError.at(path, value);
  throw new SerializationError(`${path} is ${kind}, which cannot be stored`, { path, kind });
}

/** Python imports `__exc_type__`, so it is a class that is there; our own name goes beside it. */
function exception(error: Error): Record<string, string> {
  const type = pythonExceptions.has(error.name) ? error.name : "Exception";
  return { __exc_type__: `builtins.${type}`, message: error.message, name: error.name };
}

const pythonExceptions = new Set([
  "TypeError",
  "SyntaxError",
  "ValueError",
  "KeyError",
  "RuntimeError",
  "TimeoutError",
]);

function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) => (isException(value) ? revived(value) : value));
  } catch (cause) {
    throw SerializationError.while("a stored value was read", cause);
  }
}

interface PythonException {
  __exc_type__: string;
  message?: unknown;
  name?: unknown;
}

function isException(value: unknown): value is PythonException {
  return (
    typeof value === "object" && value !== null && "__exc_type__" in value && typeof value.__exc_type__ === "string"
  );
}

function revived({ __exc_type__: type, message, name }: PythonException): Error {
  const error = new Error(typeof message === "string" ? message : JSON.stringify(message ?? ""));
  const ownName = typeof name === "string" ? name : type.slice(type.lastIndexOf(".") + 1);
  if (ownName !== "Error") Object.defineProperty(error, "name", { value: ownName, configurable: true, writable: true });
  return error;
}
