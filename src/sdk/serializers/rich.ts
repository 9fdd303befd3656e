import { types } from "node:util";
import { DevalueError, parse, stringify } from "devalue";
import { className } from "../../lib/kind-of.ts";
import { isSecret } from "../../lib/secret.ts";
import { errorKind, errorRecord } from "./error-record.ts";
import { pathToPart } from "./path-to-part.ts";
import { revivers } from "./revivers.ts";
import { isState, type State } from "../state.ts";
import { registrationOf } from "./serializable.ts";
import { SecretNotSerializable, SerializationError } from "./serialization-error.ts";
import type { Serializer } from "./serializer.ts";

/**
 * The default: keeps everything that JSON keeps and Date, Map, Set, BigInt, RegExp, URL, Temporal, undefined, -0, NaN,
 * typed arrays, Buffer, errors, states, cycles, shared references, and instances of classes given to `serializable`.
 * The text is JSON (devalue's format).
 */
export const rich: Serializer = { name: "rich", encode: (value) => encodeRich(value), decode: decodeRich };

/** As `rich.encode`, with the name by which errors call the value. */
export function encodeRich(value: unknown, root = "result"): string {
  try {
    return stringify(value, reducers);
  } catch (error) {
    throw error instanceof DevalueError
      ? refusal(value, root, error)
      : SerializationError.while(`${root} was encoded`, error);
  }
}

// devalue offers every value to each reducer in turn; what comes back is walked in its place.
const reducers = {
  Buffer: (value: unknown) => Buffer.isBuffer(value) && [value.toString("base64")],
  Part: (value: unknown) => isPart(value) && [className(value), bytesOf(value)],
  Error: (value: unknown) =>
    isError(value) && registrationOf(value)?.codec === undefined && [errorKind(value), errorRecord(value)],
  State: (value: unknown) => isState(value) && [stateRecord(value)],
  Instance: (value: unknown) => isSpecial(value) && instanceRecord(value),
};

/** A flow that returns futures has states for its result. @throws {DevalueError} its value was not read from the store */
function stateRecord(state: State): Record<string, unknown> {
  if (state.value.kind === "stored") throw new DevalueError("its value is elsewhere", [], state);
  return Object.fromEntries(Object.entries(state));
}

/** A view of a larger buffer: devalue would store the whole buffer, and what else is in it. */
function isPart(value: unknown): value is ArrayBufferView {
  return ArrayBuffer.isView(value) && value.byteLength < value.buffer.byteLength && isBuiltin(value);
}

function bytesOf(view: ArrayBufferView): ArrayBuffer {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice().buffer;
}

function isSpecial(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = types.isProxy(value) ? undefined : Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null;
}

function isError(value: unknown): value is Error {
  return isSpecial(value) && (types.isNativeError(value) || value instanceof DOMException);
}

function instanceRecord(instance: object): [string, unknown] | undefined {
  if (types.isProxy(instance)) throw new DevalueError("a Proxy", [], instance);
  const registration = registrationOf(instance);
  if (registration !== undefined) {
    return [
      registration.name,
      registration.codec === undefined ? { ...instance } : registration.codec.encode(instance),
    ];
  }
  // devalue would keep a subclass of Map as a Map: a value that comes back as something else was not kept.
  if (!isBuiltin(instance)) throw new DevalueError("not a built-in", [], instance);
  return undefined;
}

/** Is it of the very class that its internal tag names, not of a subclass? */
function isBuiltin(instance: object): boolean {
  const tag = Object.prototype.toString.call(instance).slice("[object ".length, -1);
  return tag.replace("Temporal.", "") === className(instance);
}

function refusal(value: unknown, root: string, error: DevalueError): SerializationError {
  const path = pathToPart(root, value, error.value) ?? root + error.path;
  return isSecret(error.value) ? SecretNotSerializable.at(path) : SerializationError.at(path, error.value);
}

function decodeRich(text: string): unknown {
  try {
    return parse(text, revivers() as Parameters<typeof parse>[1]);
  } catch (cause) {
    throw SerializationError.while("a stored value was read", cause);
  }
}
