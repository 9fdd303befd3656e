import { InvalidNameError, ReservedArgumentError } from "../errors.ts";
import { nearestPackageName } from "./package-name.ts";
import { type Signature, signatureOf } from "../parameters/signature.ts";
import { type CallSite, callSite, type RegisteredKind, register, variableAt } from "./registry.ts";

export type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** What flows and tasks have in common. */
export interface Definition {
  readonly kind: RegisteredKind;
  readonly name: string;
  /** The name in the registry; that of a variant made by `withOptions` may be another. */
  readonly registeredAs: string;
  readonly fn: AnyFunction;
  readonly signature: Signature;
  readonly isGenerator: boolean;
  /** Absolute path of the module that defines it; null where there is none. */
  readonly file: string | null;
  readonly packageName: string;
  readonly options: { readonly description?: string };
  /** A method of objects: called without one it has no `this`. */
  isOfObject?: boolean;
}

export function define(kind: RegisteredKind, fn: AnyFunction, given: string | undefined): Omit<Definition, "options"> {
  if (typeof fn !== "function") {
    throw new TypeError(
      `${kind}() takes a function, not ${fn === null ? "null" : typeof fn}: ${kind}({ name: "…" }, async () => { … }).`,
    );
  }
  const site = callSite();
  const name = checkName(kind, given ?? defaultName(kind, fn, site));
  const signature = signatureOf(fn);
  checkParameterNames(kind, name, signature);
  return {
    kind,
    name,
    registeredAs: name,
    fn,
    signature,
    isGenerator: isGeneratorFunction(fn),
    file: site.file,
    packageName: nearestPackageName(site.file),
  };
}

/** Stands in until the callable around a definition is made. */
export function notHeld(): never {
  throw new Error("This definition is not held by a flow or task yet.");
}

/** Makes a definition known under its name in its module, so that a thread or a later process finds it (engine.md T1). */
export function publish(definition: Definition, target: unknown): void {
  register({ kind: definition.kind, name: definition.name, file: definition.file, target });
}

function defaultName(kind: RegisteredKind, fn: AnyFunction, site: CallSite): string {
  const name = fn.name === "" || fn.name === "default" ? variableAt(site, kind) : fn.name;
  if (name === undefined) {
    throw new InvalidNameError(
      `An anonymous function needs a name to become a ${kind}: ${kind}({ name: "my-${kind}" }, async () => { … }), or name the function.`,
    );
  }
  return kind === "flow" ? dashed(name) : name;
}

/** `fetchAll` and `fetch_all` are both `fetch-all`, as flows are named on a Prefect server. */
export function dashed(name: string): string {
  return name
    .replaceAll("_", "-")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase();
}

const banned = /[/%&><]/;

export function checkName(kind: RegisteredKind | "deployment", name: unknown): string {
  if (typeof name !== "string") throw new TypeError(`The name of a ${kind} must be a string, not ${typeof name}.`);
  if (name === "") throw new InvalidNameError(`The name of a ${kind} must not be empty.`);
  if (banned.test(name)) throw new InvalidNameError(`The name of a ${kind} must not hold any of / % & > <: "${name}".`);
  return name;
}

const reserved = new Set(["wait_for", "return_state", "waitFor", "returnState"]);

function checkParameterNames(kind: RegisteredKind, name: string, signature: Signature): void {
  const found = signature.parameters.find((parameter) => reserved.has(parameter.name));
  if (found !== undefined) {
    throw new ReservedArgumentError(
      `The ${kind} "${name}" has a parameter called ${found.name}, a name that is kept for options of a call. Call it something else.`,
    );
  }
}

function isGeneratorFunction(fn: AnyFunction): boolean {
  return /^(Async)?GeneratorFunction$/.test((fn.constructor as { name: string } | undefined)?.name ?? "");
}
