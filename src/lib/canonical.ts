// The canonical walker (engine.md I3): any value as a text that is equal when the values are equal.
//
// Invariants
//   K1. The text depends on the value alone: not on key order, insertion order of Map and Set, or shared references.
//   K2. Texts of different data differ: every piece carries its kind, and its length or a terminator.
//   K3. It never throws and always ends: what cannot be looked into contributes its type and makes the value weak.
//   K4. Time and length are linear in the size of the graph: long pieces are replaced by their hash.

import { hash } from "node:crypto";
import { types } from "node:util";
import { builtinForm, type CanonicalForm } from "./canonical-forms.ts";
import { className, kindOf } from "./kind-of.ts";
import { isLiveObject } from "./live-object.ts";
import { pathText } from "./path-text.ts";
import { isSecret, keyedHash, type Secret } from "./secret.ts";

export interface CanonicalOptions {
  /** Puts something else in the place of an object or function: the engine's futures and states. */
  replace?: (value: object) => CanonicalReplacement | undefined;
  /** Key for the hash of `Secret` values; without one a secret contributes its type and makes the value weak. */
  secretKey?: string | Uint8Array;
  /** What the value is called in a reason. Default "value". */
  root?: string;
  /** Names the elements of the value itself, for reasons like "argument 1 is a function". */
  nameElement?: (key: string | number) => string;
}

export interface CanonicalReplacement {
  text: string;
  weak?: string | null;
}

export interface Canonical {
  text: string;
  /** Why the text does not tell everything about the value ("argument 1 is a function"); null when it does. */
  weak: string | null;
}

const maxDepth = 500; // well within the stack, also when called from deep code
const maxObjects = 1_000_000; // a dense cyclic graph has factorially many paths
const rememberAfter = 200; // small values need no memory of finished objects
const hashFrom = 4096;

/** The canonical text of a value. */
export function canonicalText(value: unknown, options: CanonicalOptions = {}): Canonical {
  const walk = new Walk(options);
  try {
    return { text: walk.text(value), weak: walk.weak };
  } catch (error) {
    return { text: "!", weak: `${options.root ?? "value"} cannot be read (${(error as Error)?.message})` };
  }
}

/** The canonical text of a call's arguments; reasons count them from one. */
export function argumentsText(values: readonly unknown[], options: CanonicalOptions = {}): Canonical {
  return canonicalText(values, { nameElement: (index) => `argument ${Number(index) + 1}`, ...options });
}

class Walk {
  weak: string | null = null;
  readonly #options: CanonicalOptions;
  readonly #ancestors: object[] = [];
  readonly #path: (string | number | undefined)[] = []; // the key followed at each level; undefined for the object itself
  #objects = 0;
  #outermost = Infinity; // the outermost ancestor that the current piece refers back to
  #finished: Map<object, string> | undefined;

  constructor(options: CanonicalOptions) {
    this.#options = options;
  }

  text(value: unknown): string {
    switch (typeof value) {
      case "string":
        return stringText(value);
      case "number":
        return Object.is(value, -0) ? "#-0" : `#${value}`;
      case "boolean":
        return value ? "t" : "f";
      case "undefined":
        return "u";
      case "bigint":
        return shortened(`i${value}`);
      case "symbol":
        return this.#opaque(value, String(value));
      case "function":
        return this.#replaced(value) ?? this.#opaque(value, "function");
      case "object":
        return value === null ? "n" : this.#object(value);
    }
  }

  #object(value: object): string {
    if (types.isProxy(value)) return this.#opaque(value, "Proxy");
    const known = this.#replaced(value) ?? this.#finished?.get(value) ?? this.#backReference(value);
    if (known !== undefined) return known;
    if (this.#ancestors.length >= maxDepth)
      return this.#opaque(value, "deep", `is nested more than ${maxDepth} levels deep`);
    if (++this.#objects > maxObjects)
      return this.#opaque(value, "large", `lies beyond the first ${maxObjects} objects`);
    return this.#descend(value);
  }

  #replaced(value: object): string | undefined {
    const replacement = this.#options.replace?.(value);
    if (replacement === undefined) return undefined;
    if (replacement.weak) this.#weaken(`holds ${replacement.weak}`);
    return `~${stringText(replacement.text)}`;
  }

  #backReference(value: object): string | undefined {
    const above = this.#ancestors.lastIndexOf(value);
    if (above < 0) return undefined;
    this.#outermost = Math.min(this.#outermost, above);
    return `^${this.#ancestors.length - above}`;
  }

  #descend(value: object): string {
    const outermost = this.#outermost;
    this.#outermost = Infinity;
    const depth = this.#ancestors.push(value) - 1;
    this.#path[depth] = undefined;
    const text = shortened(this.#content(value));
    this.#ancestors.length = depth;
    const isClosed = this.#outermost >= depth; // a piece that refers back above itself reads otherwise elsewhere
    if (isClosed && this.#objects > rememberAfter) (this.#finished ??= new Map()).set(value, text);
    this.#outermost = isClosed ? outermost : Math.min(outermost, this.#outermost);
    return text;
  }

  #content(value: object): string {
    if (Array.isArray(value)) return this.#array(value);
    try {
      const prototype: unknown = Object.getPrototypeOf(value);
      const isPlain = prototype === Object.prototype || prototype === null;
      const { identity } = value as { identity?: unknown };
      if (typeof identity === "function") return this.#identified(value, identity.call(value));
      return isPlain ? `{${this.#fields(value)}}` : this.#instance(value);
    } catch (error) {
      if (error instanceof RangeError) throw error; // the stack is used up: nothing below can be trusted
      return this.#opaque(value, className(value), `cannot be read (${(error as Error)?.message})`);
    }
  }

  #identified(value: object, identity: unknown): string {
    return `=${stringText(className(value))}${this.#element("identity", identity)}`;
  }

  #instance(value: object): string {
    if (isSecret(value)) return this.#secret(value);
    const form = builtinForm(value);
    if (form !== undefined) return this.#form(form);
    const name = className(value);
    if (name === "Object") return `{${this.#fields(value)}}`; // a plain object of another realm
    if (isLiveObject(value)) return this.#opaque(value, name);
    if (Object.keys(value).length === 0)
      this.#weaken(`is ${kindOf(value)} without visible fields; give it an identity() method`);
    return `@${stringText(name)}{${this.#fields(value)}}`;
  }

  #form({ tag, ordered = [], unordered = [], fields }: CanonicalForm): string {
    let text = `<${stringText(tag)}`;
    ordered.forEach((value, index) => (text += this.#element(index, value)));
    text += unordered
      .map((value, index) => this.#element(index, value))
      .sort()
      .join("");
    return text + (fields === undefined ? ">" : `{${this.#fields(fields)}}>`);
  }

  /** Elements only: named fields of an array (a regular expression's match) are not its value. */
  #array(values: readonly unknown[]): string {
    let text = Object.getPrototypeOf(values) === Array.prototype ? "[" : `[@${stringText(className(values))}`;
    for (let index = 0; index < values.length; index++) {
      const value = this.#read(values, index);
      if (value === undefined && !(index in values)) return this.#sparse(values);
      text += this.#element(index, value);
    }
    return `${text}]`;
  }

  /** By its keys, because a sparse array may be four thousand million elements long. */
  #sparse(values: readonly unknown[]): string {
    return `[%${values.length}{${this.#fields(values)}}]`;
  }

  #fields(value: object): string {
    const keys = Object.keys(value);
    if (keys.length > 1) keys.sort();
    let text = "";
    for (const key of keys) text += stringText(key) + this.#element(key, this.#read(value, key));
    return text;
  }

  #element(key: string | number, value: unknown): string {
    this.#path[this.#ancestors.length - 1] = key;
    return `${this.text(value)},`;
  }

  #read(value: object, key: string | number): unknown {
    try {
      return (value as Record<string | number, unknown>)[key];
    } catch {
      this.#path[this.#ancestors.length - 1] = key;
      this.#weaken("cannot be read");
      return undefined;
    }
  }

  #secret(secret: Secret<unknown>): string {
    const key = this.#options.secretKey;
    if (key === undefined) return this.#opaque(secret, "Secret");
    return `$${keyedHash(this.#element("value", secret.reveal()), key)}`;
  }

  #opaque(value: unknown, name: string, reason = `is ${kindOf(value)}`): string {
    this.#weaken(reason);
    return `!${stringText(name)}`;
  }

  /** The first reason stays: it is the one that the user has to look at. */
  #weaken(reason: string): void {
    if (this.weak === null) this.weak = `${this.#where()} ${reason}`;
  }

  #where(): string {
    const { root = "value", nameElement } = this.#options;
    const path = this.#path.slice(0, this.#ancestors.length).filter((key) => key !== undefined);
    const [first, ...rest] = path;
    return first === undefined || nameElement === undefined ? pathText(root, path) : pathText(nameElement(first), rest);
  }
}

function stringText(value: string): string {
  // A lone surrogate has no UTF-8: hashed as it is, it would equal U+FFFD.
  return shortened(value.isWellFormed() ? `"${value.length}:${value}` : `'${JSON.stringify(value)}`);
}

function shortened(text: string): string {
  return text.length < hashFrom ? text : `%${hash("sha256", text)}`;
}
