import { host } from "../host.ts";
import { compressed } from "./compressed.ts";
import { encrypted } from "./encrypted.ts";
import { json } from "./json.ts";
import { rich } from "./rich.ts";
import type { Serializer } from "./serializer.ts";
import { SerializationError } from "./serialization-error.ts";

const serializers = new Map<string, Serializer>([rich, json].map((serializer) => [serializer.name, serializer]));

/** Makes a serializer of the user's known by its name, for writing and for reading what it wrote. */
export function registerSerializer(serializer: Serializer): void {
  if (serializer.name === "" || /^(compressed|encrypted)\//.test(serializer.name)) {
    throw new SerializationError(
      `"${serializer.name}" is no name for a serializer: use a word that does not begin with "compressed/" or "encrypted/".`,
    );
  }
  serializers.set(serializer.name, guarded(serializer));
}

/** Whatever a serializer of the user's throws, a value that it cannot keep ends no run. */
function guarded(serializer: Serializer): Serializer {
  function attempt<T>(what: string, run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw SerializationError.while(`${what} by the serializer "${serializer.name}"`, error);
    }
  }
  return {
    name: serializer.name,
    encode: (value) => attempt("result was encoded", () => serializer.encode(value)),
    decode: (text) => attempt("a stored value was read", () => serializer.decode(text)),
  };
}

/** Is there a serializer of this name in this process? */
export function hasSerializer(name: string): boolean {
  return serializers.has(name.replace(/^((compressed|encrypted)\/)+/, ""));
}

/** The serializer of a name; `compressed/<name>` compresses what that one makes, `encrypted/<name>` encrypts it. @throws {SerializationError} */
export function serializerNamed(name: string): Serializer {
  const inner = /^compressed\/(.+)$/.exec(name)?.[1];
  if (inner !== undefined) return compressed(serializerNamed(inner));
  const secret = /^encrypted\/(.+)$/.exec(name)?.[1];
  if (secret !== undefined) return encrypted(serializerNamed(secret), () => host().secretKey());
  const serializer = serializers.get(name);
  if (serializer !== undefined) return serializer;
  const known = [...serializers.keys()].join(", ");
  throw new SerializationError(
    `There is no serializer "${name}" here (known: ${known}). Call registerSerializer() before it is used.`,
  );
}
