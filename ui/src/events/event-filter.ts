import type { BodyOf } from "../../../src/schemas/route.ts";
import type { Routes } from "../../../src/schemas/routes/index.ts";
import { beginningOf, endOfNow } from "../runs/time-spans.ts";
import type { EventsSearch } from "./events-search.ts";

type EventFilter = NonNullable<BodyOf<Routes["POST /events/filter"]>["filter"]>;

/** The events that the address asks for. */
export function eventFilter({ event, resource, span = "24h" }: EventsSearch): EventFilter {
  return {
    occurred: { since: beginningOf(span), until: endOfNow() },
    ...(event && { event: { prefix: [event] } }),
    ...(resource && { any_resource: { id: [resource] } }),
  };
}
