import { defined, oneOf, textIn } from "../pieces/search-fields.ts";
import { timeSpanNames, type TimeSpan } from "../runs/time-spans.ts";

export interface EventsSearch {
  event?: string;
  resource?: string;
  span?: TimeSpan;
}

export function eventsSearch(search: Record<string, unknown>): EventsSearch {
  return defined({
    event: textIn(search["event"]),
    resource: textIn(search["resource"]),
    span: oneOf(search["span"], timeSpanNames),
  });
}
