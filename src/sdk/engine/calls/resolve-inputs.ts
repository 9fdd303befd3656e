import { type Annotation, isAnnotation } from "../../annotations.ts";
import { isFuture } from "../../future.ts";
import { isState, type State } from "../../state.ts";
import { callOf, isCallPromise, observe } from "./call.ts";
import { partsOf } from "./parts.ts";

/** An upstream that did not complete: the call that needs it cannot run (Prefect's NotReady). */
export class NotReady extends Error {
  readonly upstreamId: string;

  constructor(upstreamId: string) {
    super(`Upstream task run '${upstreamId}' did not reach a 'COMPLETED' state.`);
    this.upstreamId = upstreamId;
  }
}

/**
 * Puts the values of futures, states and call promises in their places, at any depth of arrays, plain objects,
 * maps and sets. What holds none is passed on as it is.
 *
 * @throws {NotReady} when one of them did not complete and is not wrapped in `allowFailure`
 */
export async function resolveInputs(args: readonly unknown[]): Promise<unknown[]> {
  const resolver = new Resolver();
  return await Promise.all(args.map((arg) => resolver.resolve(arg, false)));
}

/** Waits until all of `waitFor` have completed. */
export async function resolveWaitFor(waitFor: Iterable<unknown>): Promise<void> {
  await resolveInputs([[...waitFor]]);
}

class Resolver {
  readonly #seen = new Map<object, unknown>();

  async resolve(value: unknown, allowsFailure: boolean): Promise<unknown> {
    if (typeof value !== "object" || value === null) return value;
    if (isFuture(value) || isCallPromise(value)) {
      const call = observe(callOf(value));
      return await valueOf(await call.settled, { id: call.id, allowsFailure });
    }
    if (isState(value)) return await valueOf(value, { id: value.id, allowsFailure });
    if (isAnnotation(value)) return await this.#resolveAnnotation(value, allowsFailure);
    return await this.#resolveInside(value, allowsFailure);
  }

  async #resolveAnnotation(annotation: Annotation<unknown>, allowsFailure: boolean): Promise<unknown> {
    switch (annotation.kind) {
      case "quote":
        return annotation.value;
      case "opaque":
        return needsResolving(annotation.value)
          ? await this.resolve(annotation.value, allowsFailure)
          : annotation.value;
      case "allowFailure":
        return await this.resolve(annotation.value, true);
      case "unmapped":
        return await this.resolve(annotation.value, allowsFailure);
    }
  }

  async #resolveInside(value: object, allowsFailure: boolean): Promise<unknown> {
    if (this.#seen.has(value)) return this.#seen.get(value);
    this.#seen.set(value, value); // a cycle resolves to itself
    const parts = partsOf(value);
    if (parts === undefined) return value;
    const resolved = await Promise.all(parts.items.map((item) => this.resolve(item, allowsFailure)));
    if (resolved.every((item, at) => Object.is(item, parts.items[at]))) return value;
    const copy = parts.rebuild(resolved);
    this.#seen.set(value, copy);
    return copy;
  }
}

function needsResolving(value: unknown): boolean {
  return isFuture(value) || isCallPromise(value) || isState(value);
}

async function valueOf(state: State, upstream: { id: string; allowsFailure: boolean }): Promise<unknown> {
  if (state.isCompleted()) return await state.result();
  if (upstream.allowsFailure) return await state.error();
  throw new NotReady(upstream.id);
}
