// What a flow's return value says of the run (F-033, rules 1–4).

import { isFuture } from "../../future.ts";
import { isState, State, type StateValue } from "../../state.ts";
import { callOf, isCallPromise, observe } from "../calls/call.ts";
import { producerOf } from "../calls/inputs.ts";
import { partsOf } from "../calls/parts.ts";

/**
 * 1. A state that belongs to no run is the final state.
 * 2. A state, future or call of a run, or a list or set of nothing but those, is summed up: all completed → Completed, any
 *    cancelled → Cancelled, any paused → Paused, else Failed.
 * 3. A generator is run through and its values are the result.
 * 4. Anything else completes the run; futures in it are replaced by their states.
 */
export async function finalStateOf(returned: unknown): Promise<State> {
  const value = await statesIn(returned);
  if (isState(value)) return producerOf(value) === undefined ? value : summedUp([value], await valueOf(value));
  const states = statesOnly(value);
  if (states !== undefined) return summedUp(states, { kind: "value", value });
  return new State({ type: "COMPLETED", value: { kind: "value", value: isGenerator(value) ? [...value] : value } });
}

/** The value with each future and call in it replaced by its final state, once that is there. */
async function statesIn(value: unknown, seen = new Set<object>()): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (isFuture(value) || isCallPromise(value)) return await observe(callOf(value)).settled;
  if (seen.has(value)) return value;
  seen.add(value);
  const parts = partsOf(value);
  if (parts === undefined) return value;
  const states = await Promise.all(parts.items.map((item) => statesIn(item, seen)));
  return states.every((state, at) => Object.is(state, parts.items[at])) ? value : parts.rebuild(states);
}

function statesOnly(value: unknown): State[] | undefined {
  const items = Array.isArray(value) ? value : value instanceof Set ? [...value] : [];
  return items.length > 0 && items.every(isState) ? items : undefined;
}

function summedUp(states: readonly State[], value: StateValue<unknown>): State {
  const total = states.length;
  const count = (holds: (state: State) => boolean): number => states.filter(holds).length;
  const completed = count((state) => state.isCompleted());
  if (completed === total) return new State({ type: "COMPLETED", message: "All states completed.", value });
  const error = firstError(states);
  const cancelled = count((state) => state.isCancelled());
  if (cancelled > 0)
    return new State({ type: "CANCELLED", message: `${cancelled}/${total} states cancelled.`, value: error });
  if (states.some((state) => state.isPaused()))
    return new State({ type: "PAUSED", message: "Some states are paused.", value: error });
  const unfinished = count((state) => !state.isFinal());
  if (unfinished > 0)
    return new State({ type: "FAILED", message: `${unfinished}/${total} states are not final.`, value: error });
  const failed = count((state) => state.isFailed() || state.isCrashed());
  return new State({ type: "FAILED", message: `${failed}/${total} states failed.`, value: error });
}

/** The error that the caller of the flow gets: that of the first state that has one. */
function firstError(states: readonly State[]): StateValue<unknown> {
  for (const { value } of states) if (value.kind === "error") return value;
  return { kind: "none", reason: "none of the states holds an error" };
}

async function valueOf(state: State): Promise<StateValue<unknown>> {
  return state.isCompleted() ? { kind: "value", value: await state.result() } : state.value;
}

function isGenerator(value: unknown): value is Generator<unknown> {
  return Object.prototype.toString.call(value) === "[object Generator]";
}
