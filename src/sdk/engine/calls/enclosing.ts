import type { RunContext } from "../../context.ts";
import { Abort } from "../../errors.ts";
import type { State } from "../../state.ts";
import type { Call } from "./call.ts";
import type { Place } from "./identify.ts";

/** A body whose time is up calls nothing more (engine.md C5). */
export function refuseStale(context: RunContext): void {
  const frame = context.task ?? context.flow;
  if (frame?.isOver !== true && context.flow?.isOver !== true) return;
  throw new Abort(
    `This call comes from a run that has ended (${frame?.name}): it is not made. Await everything that a body starts before it returns.`,
  );
}

export interface Tracked {
  place: Place | undefined;
  /** It runs in a place of its own, so that the calling body needs none meanwhile. */
  waitsElsewhere: boolean;
}

/** Makes a call part of the body that it is made in; returns how it settles. */
export function track(
  context: RunContext,
  call: Call,
  { place, waitsElsewhere }: Tracked,
): (state: State) => Promise<void> {
  const enclosing = context.task ?? context.flow;
  const slot = waitsElsewhere ? context.task?.slot : undefined;
  enclosing?.openCalls.add(call);
  slot?.enterNested();
  return async (state) => {
    place?.equal?.leave(place.doubt);
    if (slot !== undefined) await slot.leaveNested();
    enclosing?.openCalls.delete(call);
    call.settle(state);
  };
}
