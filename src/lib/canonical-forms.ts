import { hash } from "node:crypto";
import { types } from "node:util";
import { className } from "./kind-of.ts";

/** What a built-in object contributes: a tag that no other kind uses, and values that are walked in turn. */
export interface CanonicalForm {
  tag: string;
  /** Contribute in this order. */
  ordered?: readonly unknown[];
  /** Contribute sorted by their own text: a Map or Set is the same whatever the order of insertion. */
  unordered?: readonly unknown[];
  /** Own enumerable fields, for kinds that people extend. */
  fields?: object;
}

const hashBytesFrom = 64;

/** The form of a built-in data object; undefined for objects of other classes. */
export function builtinForm(value: object): CanonicalForm | undefined {
  if (types.isDate(value)) return { tag: "Date", ordered: [value.getTime()] };
  if (types.isMap(value)) return { tag: "Map", unordered: [...value] };
  if (types.isSet(value)) return { tag: "Set", unordered: [...value] };
  if (types.isRegExp(value)) return { tag: "RegExp", ordered: [value.source, value.flags] };
  if (ArrayBuffer.isView(value)) return bytesForm(value, viewBytes(value));
  if (types.isAnyArrayBuffer(value)) return bytesForm(value, new Uint8Array(value));
  if (types.isNativeError(value)) return errorForm(value);
  if (types.isBoxedPrimitive(value)) return { tag: className(value), ordered: [value.valueOf()] };
  if (value instanceof Headers) return { tag: "Headers", ordered: [...value].flat() };
  if (value instanceof URLSearchParams) return { tag: className(value), ordered: [value.toString()] };
  if (value instanceof URL || isTemporal(value)) return { tag: className(value), ordered: [value.toJSON()] };
  return undefined;
}

function errorForm(error: Error): CanonicalForm {
  const own = ["cause", "errors"].filter((name) => Object.hasOwn(error, name));
  return {
    tag: `Error ${className(error)}`,
    // The stack is left out: the same failure has another stack in another build.
    ordered: [error.name, error.message, ...own.flatMap((name) => [name, Reflect.get(error, name)])],
    fields: error,
  };
}

function isTemporal(value: object): value is { toJSON(): string } {
  return Object.prototype.toString.call(value).startsWith("[object Temporal.");
}

function viewBytes(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function bytesForm(owner: object, bytes: Uint8Array): CanonicalForm {
  const isShort = bytes.length < hashBytesFrom;
  const text = isShort ? Buffer.from(bytes).toString("hex") : `${bytes.length}:${hash("sha256", bytes)}`;
  return { tag: `bytes ${className(owner)}`, ordered: [text] };
}
