import { kindOf } from "../../lib/kind-of.ts";
import { isSluiceError, SluiceError } from "../../lib/sluice-error.ts";

/** A value cannot be kept, or a text cannot be read back. For values, `path` and `kind` say which part of it. */
export class SerializationError extends SluiceError {
  static override readonly code: string = "serialization-error";
  /** Where in the value: `result.items[3].socket`. */
  declare readonly path?: string;
  /** What is there: "a Socket". */
  declare readonly kind?: string;

  constructor(message: string, options?: ErrorOptions & { path?: string; kind?: string }) {
    super(message, options);
    if (options?.path !== undefined) this.path = options.path;
    if (options?.kind !== undefined) this.kind = options.kind;
  }

  /** What went wrong in somebody's getter, `toJSON`, encode or decode function, or with the depth of a value. */
  static while(what: string, cause: unknown): SerializationError {
    if (isSerializationError(cause)) return cause;
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    return new SerializationError(`While ${what}: ${reason}`, { cause });
  }

  /** The error for a part that cannot be kept: "result.items[3].socket is a Socket". */
  static at(path: string, part: unknown): SerializationError {
    const kind = kindOf(part);
    return new SerializationError(`${path} is ${kind}, which cannot be stored`, { path, kind });
  }
}

/** A value holds a `Secret`, which is never written anywhere (engine.md M3). */
export class SecretNotSerializable extends SerializationError {
  static override readonly code: string = "secret-not-serializable";

  static override at(path: string): SecretNotSerializable {
    return new SecretNotSerializable(`${path} is a Secret, and secrets are never stored`, { path, kind: "a Secret" });
  }
}

/** Is it one of these two, also of another copy of the package (engine.md T3)? */
export function isSerializationError(error: unknown): error is SerializationError {
  return isSluiceError(error, SerializationError.code) || isSluiceError(error, SecretNotSerializable.code);
}
