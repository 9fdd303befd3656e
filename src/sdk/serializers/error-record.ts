import * as publicErrors from "../errors.ts";
import { registrationNamed, registrationOf } from "./serializable.ts";

/** What is kept of an error (engine.md M2). */
export interface ErrorRecord {
  /** What is not enumerable: `message`, `stack`, and where they are there `name`, `cause` and `errors`. */
  hidden: Record<string, unknown>;
  /** Own enumerable fields: `code`, `errno`, `status`, … */
  fields: Record<string, unknown>;
}

const natives = [
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
  "AggregateError",
  "SuppressedError",
];
const hiddenNames = ["message", "stack", "cause", "errors"];

/** How the class of an error is written: `TypeError`, `sluice/FailedRun`, `class/<registered name>`, or `Error`. */
export function errorKind(error: Error): string {
  if (error instanceof DOMException) return `DOMException/${error.name}`;
  const registration = registrationOf(error);
  if (registration !== undefined) return `class/${registration.name}`;
  const type: unknown = Object.getPrototypeOf(error)?.constructor;
  const native = natives.find((name) => Reflect.get(globalThis, name) === type);
  if (native !== undefined) return native;
  const own = Object.entries(publicErrors).find(([, candidate]) => candidate === type);
  return own === undefined ? "Error" : `sluice/${own[0]}`;
}

export function errorRecord(error: Error): ErrorRecord {
  const fields = Object.fromEntries(Object.entries(error));
  const hidden: Record<string, unknown> = {};
  if (!("name" in fields)) hidden["name"] = error.name; // a class that is not known here may have it on its prototype
  if (error instanceof DOMException) hidden["message"] = error.message;
  for (const name of hiddenNames) {
    if (Object.hasOwn(error, name) && !(name in fields)) hidden[name] = Reflect.get(error, name);
  }
  return { hidden, fields };
}

/** An error of a kind with nothing in it yet. A class that is not known here comes back as a plain Error. */
export function emptyError(kind: string): Error {
  if (kind.startsWith("DOMException/")) return new DOMException("", kind.slice("DOMException/".length));
  const error = new Error();
  const type = errorClass(kind);
  return type === undefined ? error : (Object.setPrototypeOf(error, type.prototype as object) as Error);
}

function errorClass(kind: string): { prototype: unknown } | undefined {
  const [family, name] = kind.split("/", 2) as [string, string | undefined];
  if (family === "class" && name !== undefined) return registrationNamed(kind.slice("class/".length))?.type;
  const found: unknown =
    family === "sluice"
      ? Reflect.get(publicErrors, name ?? "")
      : natives.includes(kind) && Reflect.get(globalThis, kind);
  return typeof found === "function" ? found : undefined;
}

/** Writes the fields without calling setters: reading a result runs no code. */
export function fillError(error: Error, { hidden, fields }: ErrorRecord): void {
  for (const [name, value] of Object.entries(hidden)) {
    if (name === "name" && error.name === value) continue;
    Object.defineProperty(error, name, { value, writable: true, configurable: true });
  }
  defineFields(error, fields);
}

export function defineFields(target: object, fields: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(fields)) {
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });
  }
}
