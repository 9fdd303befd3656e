import { isFuture } from "../future.ts";
import type { State } from "../state.ts";
import { callOf, observe } from "./call.ts";

/** What a task's body returned, with a future in it replaced by its final state. Anything else is a value. */
export async function settledValue(returned: unknown): Promise<unknown> {
  return isFuture(returned) ? await stateOf(returned) : returned;
}

async function stateOf(future: object): Promise<State> {
  return await observe(callOf(future)).settled;
}
