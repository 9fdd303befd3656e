import { withoutOwnFrames } from "./own-frames.ts";

/**
 * The base of every error that Sluice throws.
 *
 * The message says what happened, to what, and what to do next. Branch on `code`, not on the class: two copies of
 * the package may meet in one process, and then `instanceof` is false.
 */
export class SluiceError extends Error {
  /** In kebab case; the error's `name` is the same word in Pascal case, also in a minified build. */
  static readonly code: string = "sluice-error";
  readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = new.target.code;
    Object.defineProperty(this, "name", { value: pascalCase(this.code), configurable: true, writable: true });
  }

  /** One block for people: what happened, where in their own code, and the message of what caused it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const stack = withoutOwnFrames(this.stack ?? `${this.name}: ${this.message}`);
    return this.cause instanceof Error ? `${stack}\n    because: ${this.cause.message}` : stack;
  }
}

/** Is this an error of ours, and (where given) the one with this code? */
export function isSluiceError(error: unknown, code?: string): error is SluiceError {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return false;
  if (code !== undefined && error.code !== code) return false;
  return error.name === pascalCase(error.code); // another library may have an error with the code "abort"
}

function pascalCase(code: string): string {
  return code.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase());
}
