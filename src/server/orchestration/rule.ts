import type { StateType } from "../../schemas/state.ts";
import type { RunState } from "./run-state.ts";
import type { Verdict } from "./verdict.ts";

type MaybePromise<T> = T | Promise<T>;

/** The part of a transition that the mechanism itself looks at. */
export interface Transition {
  readonly initial: RunState | null;
  /** A rule amends the proposal by putting a changed copy here. */
  proposed: RunState;
}

/** Where a rule applies: these types of state (null: a run without a state), or any. */
export type Types = readonly (StateType | null)[] | "any";

/**
 * One rule about moving from one state to another.
 *
 * `before` may amend the proposal or speak against it. `after` runs when the proposal that it saw was accepted,
 * `undo` when a later rule spoke against it.
 */
export interface Rule<T extends Transition> {
  readonly name: string;
  readonly from: Types;
  readonly to: Types;
  before?(transition: T): MaybePromise<Verdict | undefined | void>;
  after?(transition: T): MaybePromise<void>;
  undo?(transition: T): MaybePromise<void>;
}

/** What follows from a change of state whichever rule decided it; sees the state that was really entered. */
export interface Effect<T extends Transition> {
  readonly name: string;
  readonly from: Types;
  readonly to: Types;
  after(transition: T): MaybePromise<void>;
}

/** Rules in the order in which they are asked, and effects in the order in which they happen. */
export interface Policy<T extends Transition> {
  readonly name: string;
  readonly rules: readonly Rule<T>[];
  readonly effects: readonly Effect<T>[];
}

type Scope = { readonly from: Types; readonly to: Types };

export function applies(scope: Scope, from: StateType | null, to: StateType): boolean {
  return includes(scope.from, from) && includes(scope.to, to);
}

function includes(types: Types, type: StateType | null): boolean {
  return types === "any" || types.includes(type);
}

/** All types but these; a run without a state is included. */
export function except(all: readonly StateType[], ...excluded: (StateType | null)[]): Types {
  return [null, ...all].filter((type) => !excluded.includes(type));
}

/** The members of a policy for one pair of types, filtered once for each pair. */
export function forPair<S extends Scope>(
  members: readonly S[],
): (from: StateType | null, to: StateType) => readonly S[] {
  const byPair = new Map<string, readonly S[]>();
  return (from, to) => {
    const pair = `${from}>${to}`;
    let found = byPair.get(pair);
    if (found === undefined) byPair.set(pair, (found = members.filter((member) => applies(member, from, to))));
    return found;
  };
}
