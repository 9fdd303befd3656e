// One list of events out of the three places in which their facts are (engine.md W2): the events table, the states of
// flow runs and the states of task runs.
//
// Invariants
//   M1. Each place is read in the order of time, a part at a time, and only as far as somebody asks.
//   M2. What is found is held against the whole filter; a place is only asked for less where it can tell.
//   M3. A read that goes on for longer than its deadline ends as such, however many parts it has (S1).

import type { Micros } from "../../lib/clock.ts";
import { microsFromWire } from "../../schemas/iso-time.ts";
import type { EventFilter } from "../../schemas/filters/event-filter.ts";
import {
  countStoredEvents,
  type EventPlace,
  type EventRange,
  type KnownEvent,
  listStoredEvents,
} from "../db/events/events.ts";
import { type Narrowed, stateEventsWhere, storedEventsWhere } from "../db/filters/event-filter.ts";
import { countStateEvents, listStateEvents } from "../db/events/state-events.ts";
import { ReadDeadlineExceeded } from "../db/store-error.ts";
import type { Store } from "../db/store.ts";
import { eventMatches } from "./event-matches.ts";

const day = 86_400_000_000;
const farthestBack = 180 * day;

export const eventPlaces = ["event", "flow_run", "task_run"] as const;
export type EventPlaceName = (typeof eventPlaces)[number];
/** How far each place has been read. */
export type Cursor = { [P in EventPlaceName]?: EventPlace | undefined };

export interface FoundEvent {
  event: KnownEvent;
  from: EventPlaceName;
}

export interface EventQuery {
  store: Store;
  filter: EventFilter;
  now: Micros;
  /** Default: none. */
  deadlineMs?: number;
}

/** The time that a filter is about: without a word about it, the last 180 days. */
export function spanOf({ filter, now }: Pick<EventQuery, "filter" | "now">): { since: Micros; until: Micros } {
  const { since, until } = filter.occurred ?? {};
  return {
    since: since === undefined ? Math.floor((now - farthestBack) / day) * day : microsFromWire(since),
    until: until === undefined ? now : microsFromWire(until),
  };
}

/** The events that match, in the order that the filter asks for. */
export async function* matchingEvents(query: EventQuery, after: Cursor = {}): AsyncGenerator<FoundEvent> {
  const isAscending = query.filter.order === "ASC";
  const check = deadlineOf(query);
  const readers = eventPlaces.map((from) => readPlace(query, { from, after: after[from], check }));
  const heads = await Promise.all(readers.map((reader) => reader.next()));
  const seen = new Set<string>();
  for (;;) {
    const next = first(heads, isAscending);
    if (next === undefined) return;
    const found = heads[next]!.value as FoundEvent;
    heads[next] = await readers[next]!.next();
    if (query.filter.resource?.distinct && !isFirstOfItsResource(found.event, seen)) continue;
    yield found;
  }
}

function isFirstOfItsResource({ resource }: KnownEvent, seen: Set<string>): boolean {
  const id = resource["prefect.resource.id"] ?? "";
  return !seen.has(id) && seen.add(id) !== undefined;
}

/** Which of the heads comes next; events of the same moment in the order of the places. */
function first(heads: readonly IteratorResult<FoundEvent, void>[], isAscending: boolean): number | undefined {
  let best: number | undefined;
  for (const [at, head] of heads.entries()) {
    if (head.done === true) continue;
    const chosen = best === undefined ? undefined : heads[best]!.value;
    const isBetter =
      !chosen ||
      (isAscending
        ? head.value.event.occurred < chosen.event.occurred
        : head.value.event.occurred > chosen.event.occurred);
    if (isBetter) best = at;
  }
  return best;
}

interface Reading {
  from: EventPlaceName;
  after: EventPlace | undefined;
  check: () => void;
}

const firstPart = 60;
const largestPart = 1000;

async function* readPlace(query: EventQuery, { from, after, check }: Reading): AsyncGenerator<FoundEvent, void> {
  const { where } = narrowed(query, from);
  const direction = query.filter.order === "ASC" ? "asc" : "desc";
  let limit = firstPart;
  let last = after;
  for (;;) {
    check();
    const part = await listPlace(query.store, from, { where, ...spanOf(query), direction, after: last, limit });
    for (const event of part) if (eventMatches(query.filter, event)) yield { event, from };
    if (part.length < limit) return;
    last = part.at(-1);
    limit = Math.min(limit * 4, largestPart);
  }
}

function listPlace(store: Store, from: EventPlaceName, range: EventRange): Promise<KnownEvent[]> {
  return from === "event" ? listStoredEvents(store, range) : listStateEvents(store, from, range);
}

function narrowed({ filter, store }: EventQuery, from: EventPlaceName): Narrowed {
  return from === "event" ? storedEventsWhere(filter) : stateEventsWhere(filter, from, store.dialect);
}

function deadlineOf({ deadlineMs }: EventQuery): () => void {
  const began = performance.now();
  return () => {
    if (deadlineMs !== undefined && performance.now() - began > deadlineMs) throw new ReadDeadlineExceeded(deadlineMs);
  };
}

/** How many events match. */
export async function countMatchingEvents(query: EventQuery): Promise<number> {
  const places = eventPlaces.map((from) => ({ from, ...narrowed(query, from) }));
  if (places.every(({ isExact }) => isExact)) {
    const counts = await Promise.all(places.map(({ from, where }) => countPlace(query, from, where)));
    return counts.reduce((sum, count) => sum + count, 0);
  }
  let count = 0;
  for await (const _ of matchingEvents(query)) count += 1;
  return count;
}

function countPlace(query: EventQuery, from: EventPlaceName, where: Narrowed["where"]): Promise<number> {
  const range = { where, ...spanOf(query) };
  return from === "event" ? countStoredEvents(query.store, range) : countStateEvents(query.store, from, range);
}
