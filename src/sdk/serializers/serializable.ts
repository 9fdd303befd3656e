import { ConfigurationError } from "../errors.ts";

/** A class whose instances the rich serializer keeps. */
export type SerializableClass<T extends object = object> = abstract new (...args: never[]) => T;

export interface SerializableOptions<T extends object, Encoded = unknown> {
  /** Stored in the place of the class. Default: the class's name; give one if your build minifies names. */
  name?: string;
  /** What to keep of an instance. Default: its own enumerable fields. */
  encode?: (instance: T) => Encoded;
  /** Makes the instance again. Default: an object of the class with the fields; its constructor is not run. */
  decode?: (encoded: Encoded) => T;
}

export interface Registered {
  name: string;
  type: SerializableClass;
  codec?: Codec;
}

export interface Codec {
  encode: (instance: object) => unknown;
  decode: (encoded: unknown) => object;
}

// Registered for all copies of the package in the process (engine.md T3).
const key = Symbol.for("sluice/1/serializable");
const root = globalThis as { [key]?: Map<unknown, Registered> };
const registered: Map<unknown, Registered> = (root[key] ??= new Map());

/**
 * Lets instances of a class be results and parameters, and come back as themselves.
 *
 * @example
 * serializable(Money);
 * serializable(Decimal, { name: "decimal", encode: String, decode: (text) => new Decimal(text) });
 * @throws {ConfigurationError} another class has that name, or only one of `encode` and `decode` is given
 */
export function serializable<T extends object, Encoded = unknown>(
  type: SerializableClass<T>,
  options: SerializableOptions<T, Encoded> = {},
): void {
  const { name = type.name, encode, decode } = options;
  if (name === "")
    throw new ConfigurationError('A class without a name cannot be registered: serializable(Class, { name: "…" }).');
  if ((encode === undefined) !== (decode === undefined)) {
    throw new ConfigurationError(`serializable(${name}) has only one of encode and decode: give both or neither.`);
  }
  const registration: Registered = { name, type };
  if (encode && decode) registration.codec = { encode, decode } as unknown as Codec;
  registered.delete(registered.get(name)?.type); // a file that was reloaded defines its classes again
  registered.set(type, registration).set(name, registration);
}

/** The registration of the very class of an instance: a subclass has fields and a name of its own. */
export function registrationOf(instance: object): Registered | undefined {
  return registered.size === 0 ? undefined : registered.get(Object.getPrototypeOf(instance)?.constructor);
}

export function registrationNamed(name: string): Registered | undefined {
  return registered.get(name);
}
