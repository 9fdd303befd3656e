import { isAnnotation } from "../annotations.ts";
import { shownParameter } from "../engine/results/at-rest.ts";
import { isCallPromise } from "../engine/calls/call.ts";
import { ParameterTypeError } from "../errors.ts";
import { isFuture } from "../future.ts";
import { isState } from "../state.ts";

const largest = 512 * 1024;

/**
 * Parameters as the JSON that the API and the UI show. What JSON cannot say becomes `<TypeName>` (F-019).
 *
 * @throws {ParameterTypeError} when the JSON is larger than 512 KiB (F-020)
 */
export function serializeParameters(parameters: Record<string, unknown>): string {
  const members = Object.entries(parameters).map(
    ([name, value]) => `${JSON.stringify(name)}:${shownParameter(jsonOf(value))}`,
  );
  const json = `{${members.join(",")}}`;
  const size = Buffer.byteLength(json);
  if (size > largest) throw tooLarge(parameters, size);
  return json;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, replaceUnsayable) ?? JSON.stringify(placeholder(value));
  } catch {
    return JSON.stringify(placeholder(value)); // a cycle, or a toJSON that throws
  }
}

function replaceUnsayable(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return rawJson(String(value));
  if (value === undefined || value === null) return value;
  if (typeof value === "function" || typeof value === "symbol" || isLive(value)) return placeholder(value);
  if (value instanceof Set) return [...value];
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), item]));
  return value;
}

function isLive(value: unknown): boolean {
  return isFuture(value) || isState(value) || isCallPromise(value) || (isAnnotation(value) && value.kind !== "quote");
}

function placeholder(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "function") return value.name === "" ? "<Function>" : `<Function ${value.name}>`;
  if (typeof value === "object") return `<${(value as object).constructor?.name ?? "Object"}>`;
  return `<${typeof value}>`;
}

/** Digits as they are: a bigint is no double. */
function rawJson(digits: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits);
}

function tooLarge(parameters: Record<string, unknown>, size: number): ParameterTypeError {
  const sizes = Object.entries(parameters).map(([name, value]) => [name, jsonOf(value).length] as const);
  const [name] = sizes.toSorted((a, b) => b[1] - a[1])[0] ?? ["?"];
  return new ParameterTypeError(
    `The parameters come to ${size} bytes of JSON; a run takes ${largest}. The largest is "${name}": pass a path, a URL or a key instead of the data itself.`,
  );
}
