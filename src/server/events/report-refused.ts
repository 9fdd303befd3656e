import type { RefusedEvent } from "./take-in-events.ts";

const mostAtOnce = 5;

/** Says which events were refused: their sender is not told, because Prefect's client would send them for ever. */
export function reportRefused(refused: readonly RefusedEvent[]): void {
  for (const { id, event, reason } of refused.slice(0, mostAtOnce)) {
    console.warn(`Refused the event ${event} (${id}): ${reason}`);
  }
  if (refused.length > mostAtOnce) console.warn(`Refused ${refused.length - mostAtOnce} more events.`);
}
