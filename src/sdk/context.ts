import type { FlowFrame } from "./engine/flows/flow-frame.ts";
import type { Scope } from "./engine/calls/scope.ts";
import type { TaskFrame } from "./engine/tasks/task-frame.ts";
import type { Transaction } from "./transaction.ts";
import type { Drawing } from "./visualize/drawing.ts";
import { shared } from "./global.ts";

/** What a piece of running code is part of. It follows asynchronous calls by itself. */
export interface RunContext {
  readonly flow?: FlowFrame | undefined;
  readonly task?: TaskFrame | undefined;
  readonly scope?: Scope | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly transaction?: Transaction | undefined;
  /** The run speaks after its body: its hooks, and the engine itself. A body that goes on too long has no such context. */
  readonly isAfterBody?: boolean | undefined;
  /** Set while a flow is drawn: its calls are taken down in the place of running. */
  readonly drawing?: Drawing | undefined;
}

const nothing: RunContext = {};

export function currentContext(): RunContext {
  return shared.context.getStore() ?? nothing;
}

export function runInContext<T>(context: RunContext, fn: () => T): T {
  return shared.context.run(context, fn);
}

/**
 * Keeps the run that is current now for a function that something else calls later
 * (an event emitter, a callback of a native library).
 */
export function bindContext<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R {
  const context = currentContext();
  return (...args) => runInContext(context, () => fn(...args));
}

/** Adds tags to each run that is made inside `fn`. Tags of enclosing calls are kept. */
export function tags<T>(names: string | readonly string[], fn: () => T): T {
  const context = currentContext();
  const added = typeof names === "string" ? [names] : names;
  return runInContext({ ...context, tags: mergeTags(context.tags, added) }, fn);
}

export function mergeTags(...lists: (readonly string[] | undefined)[]): string[] {
  return [...new Set(lists.flatMap((list) => list ?? []))].sort();
}
