// Where a call is made, and how often an equal one was made there before (engine.md I1).
//
// Invariants
//   S1. The ordinal is counted synchronously, when the call is made, per (scope, name, arguments).
//   S2. Two scopes with one path never live at once: a call with a given identity has one body at a time.

import { EqualCalls } from "./doubt.ts";

/** The part of an identity that comes from the enclosing calls and `scope(...)` segments. */
export class Scope {
  readonly path: string;
  // Made when the first call is: each task has a scope, and few make calls.
  #made: Map<string, EqualCalls> | undefined;
  #segments: Map<string, Scope> | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Counts a call in, and returns how many equal ones were made here before it. */
  count(fingerprint: string): { ordinal: number; equal: EqualCalls } {
    this.#made ??= new Map();
    let equal = this.#made.get(fingerprint);
    if (equal === undefined) this.#made.set(fingerprint, (equal = new EqualCalls()));
    return { ordinal: equal.next(), equal };
  }

  /** A named part of this scope; the same name gives the same scope, so that its ordinals go on. */
  segment(name: string): Scope {
    this.#segments ??= new Map();
    let scope = this.#segments.get(name);
    if (scope === undefined) this.#segments.set(name, (scope = new Scope(`${this.path}/${encodeURIComponent(name)}`)));
    return scope;
  }
}
