import { currentContext, runInContext } from "./context.ts";
import { MissingContextError } from "./errors.ts";

/**
 * Names a part of a flow, so that equal calls in different parts are told apart by more than their order
 * (engine.md I1): a loop body, a branch of `Promise.all`.
 *
 * @example
 * await Promise.all(regions.map((region) => scope(region, () => importRegion(region))));
 * @throws {MissingContextError} outside a run
 */
export function scope<T>(name: string, fn: () => T): T {
  const context = currentContext();
  const enclosing = context.scope;
  if (enclosing === undefined)
    throw new MissingContextError("scope() is for code inside a flow run; there is none here.");
  return runInContext({ ...context, scope: enclosing.segment(name) }, fn);
}
