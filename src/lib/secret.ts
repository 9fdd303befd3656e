import { createHmac } from "node:crypto";
import { inspect } from "node:util";

const brand = Symbol.for("sluice/secret"); // not instanceof: two copies of the package may meet in one process
const shown = "**********";

/**
 * A value that is never printed, logged, turned into a string or JSON, or encoded into a result.
 *
 * @example
 * const token = new Secret("hunter2");
 * console.log(`${token}`);  // **********
 * token.reveal();           // "hunter2"
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
    Object.defineProperty(this, brand, { value: true });
  }

  /** The value itself: the one way to it. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return `Secret(${shown})`;
  }
}

export function isSecret(value: unknown): value is Secret<unknown> {
  return typeof value === "object" && value !== null && Object.hasOwn(value, brand);
}

/** HMAC-SHA-256: tells equal secrets without telling what they are, to those who do not have the key. */
export function keyedHash(text: string, key: string | Uint8Array): string {
  return createHmac("sha256", key).update(text).digest("hex");
}
