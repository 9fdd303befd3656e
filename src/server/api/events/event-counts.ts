import { isoFromMicros, type Micros } from "../../../lib/clock.ts";
import type { EventCount } from "../../../schemas/event.ts";
import type { KnownEvent } from "../../db/events/events.ts";
import { type EventQuery, matchingEvents, spanOf } from "../../events/matching-events.ts";
import { unprocessable } from "../http/api-error.ts";

export type Countable = "day" | "time" | "event" | "resource";

const second = 1_000_000;
const units = { second, minute: 60 * second, hour: 3600 * second, day: 86_400 * second, week: 7 * 86_400 * second };
export type TimeUnit = keyof typeof units;

const mostBuckets = 1000;

export interface Counting {
  countable: Countable;
  unit: TimeUnit;
  interval: number;
}

/** How many events fall into each bucket; of time, every bucket of the span, else those that there are, largest first. */
export async function countEvents(query: EventQuery, { countable, unit, interval }: Counting): Promise<EventCount[]> {
  switch (countable) {
    case "time":
      return countByTime(query, units[unit] * interval);
    case "day":
      return countByTime(query, units.day);
    case "event":
      return countByText(query, (event) => ({ value: event.event, label: event.event }));
    case "resource":
      return countByText(query, resourceOf);
  }
}

async function countByTime(query: EventQuery, width: Micros): Promise<EventCount[]> {
  const { since, until } = spanOf(query);
  const start = Math.floor(since / width) * width;
  const number = Math.floor((until - start) / width) + 1;
  if (number > mostBuckets) {
    throw unprocessable(
      `The given interval would create ${number} buckets, which is too many. Please increase the interval or reduce the time range to produce ${mostBuckets} buckets or fewer.`,
    );
  }
  const counts = Array.from({ length: Math.max(number, 0) }, () => 0);
  for await (const { event } of matchingEvents(query)) counts[Math.floor((event.occurred - start) / width)]! += 1;
  return counts.map((count, at) => {
    const begins = isoFromMicros(start + Math.round(at * width));
    return {
      value: begins,
      label: begins,
      count,
      start_time: begins,
      end_time: isoFromMicros(start + Math.round((at + 1) * width)),
    };
  });
}

function resourceOf({ resource }: KnownEvent): { value: string; label: string } {
  const id = resource["prefect.resource.id"] ?? "";
  return { value: id, label: resource["prefect.resource.name"] ?? resource["prefect.name"] ?? id };
}

interface Bucket {
  value: string;
  label: string;
  count: number;
  first: Micros;
  last: Micros;
}

async function countByText(
  query: EventQuery,
  key: (event: KnownEvent) => { value: string; label: string },
): Promise<EventCount[]> {
  const buckets = new Map<string, Bucket>();
  for await (const { event } of matchingEvents(query)) {
    const { value, label } = key(event);
    const { occurred } = event;
    const bucket = buckets.get(value) ?? { value, label, count: 0, first: occurred, last: occurred };
    bucket.count += 1;
    bucket.first = Math.min(bucket.first, occurred);
    bucket.last = Math.max(bucket.last, occurred);
    buckets.set(value, bucket);
  }
  return [...buckets.values()]
    .toSorted((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
    .slice(0, mostBuckets)
    .map(({ value, label, count, first, last }) => ({
      value,
      label,
      count,
      start_time: isoFromMicros(first),
      end_time: isoFromMicros(last),
    }));
}
