// Revivers of the rich serializer.
//
// Invariants
//   V1. Reading runs no code but the decode functions that were registered: no constructor, no setter.
//   V2. In a cycle devalue calls a reviver twice for one payload, first with what has been read so far, then with all
//       of it: the object is made once, and filled when the payload is whole.

import { defineFields, emptyError, type ErrorRecord, fillError } from "./error-record.ts";
import { State } from "../state.ts";
import { type Codec, type Registered, registrationNamed } from "./serializable.ts";
import { SerializationError } from "./serialization-error.ts";

/** A name and what was kept under it; the second is not there yet while a cycle is being read (V2). */
type Payload<Kept> = [name: string, kept?: Kept];

export interface Revivers {
  [reducer: string]: (payload: never) => unknown;
}

/** The revivers for one text. */
export function revivers(): Revivers {
  const made = new WeakMap<object, object>();

  function once<T extends object>(payload: object, make: () => T): T {
    const target = (made.get(payload) as T | undefined) ?? make();
    made.set(payload, target);
    return target;
  }

  return {
    Buffer: ([base64]: [string]) => Buffer.from(base64, "base64"),
    Part: ([name, bytes]: [string, ArrayBuffer]) => new (viewNamed(name))(bytes),
    Error(payload: Payload<ErrorRecord>) {
      const [kind, record] = payload;
      const error = once(payload, () => emptyError(kind));
      if (record !== undefined) fillError(error, record);
      return error;
    },
    State(payload: [fields?: Record<string, unknown>]) {
      const state = once(payload, () => Object.create(State.prototype) as object);
      if (payload[0] !== undefined) defineFields(state, payload[0]);
      return state;
    },
    Instance(payload: Payload<unknown>) {
      const { name, type, codec } = registered(payload[0]);
      if (codec !== undefined) return decoded(name, codec, payload);
      const instance = once(payload, () => Object.create(type.prototype) as object);
      if (payload[1] !== undefined) defineFields(instance, payload[1] as Record<string, unknown>);
      return instance;
    },
  };
}

const views: readonly (new (bytes: ArrayBuffer) => ArrayBufferView)[] = [
  DataView,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float16Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

function viewNamed(name: string): (typeof views)[number] {
  const view = views.find((candidate) => candidate.name === name);
  if (view !== undefined) return view;
  throw new SerializationError(`A stored value is bytes of the unknown kind ${name}.`);
}

function registered(name: string): Registered {
  const registration = registrationNamed(name);
  if (registration !== undefined) return registration;
  throw new SerializationError(
    `A stored value is a ${name}, which is not registered here: import the file that calls serializable(${name}).`,
  );
}

function decoded(name: string, codec: Codec, payload: Payload<unknown>): object {
  if (1 in payload) return codec.decode(payload[1]);
  throw new SerializationError(`A stored ${name} refers to itself, which its decode function cannot build.`);
}
