// Invariants
//   O1. An event is sent once: what was sent is remembered for as long as it can be found again.
//   O2. The store is what is sent from; a commit only says when to look. What another server has written is found as well.

import type { Micros } from "../../lib/clock.ts";
import { isoFromMicros } from "../../lib/clock.ts";
import { EventFilter } from "../../schemas/filters/event-filter.ts";
import { microsFromWire } from "../../schemas/iso-time.ts";
import { eventOnWire } from "../api/on-wire/event.ts";
import { listOf } from "../db/filters/event-filter.ts";
import { matchingEvents } from "../events/matching-events.ts";
import type { SocketParts } from "./doors.ts";
import { readFilter } from "./read-filter.ts";
import type { Socket } from "./socket.ts";
import { woken } from "./woken.ts";

const minute: Micros = 60_000_000;
const farthestBack = 15 * minute;
/** How late an event may become known; those about chosen resources are cheap to look for further back. */
const lateness = minute / 2;

/** Sends the events that match a filter: those of the last minutes if asked to, then those that happen. */
export async function sendEventsTo(socket: Socket, parts: SocketParts): Promise<void> {
  const asked = await readFilter(socket, EventFilter());
  if (asked === undefined) return;
  const { filter, message } = asked;
  const sent = new Map<string, Micros>();
  const start = message["backfill"] === false ? parts.clock.now() : startOf(filter, parts.clock.now());
  const waking = { store: parts.store, topics: ["event", "flow-run", "task-run"], everyMs: 5_000, pauseMs: 50 };
  for await (const _ of woken({ ...waking, signal: socket.closed })) {
    const since = sent.size === 0 ? start : Math.max(start, parts.clock.now() - lookback(filter));
    await sendSince(socket, parts, { filter, since, sent });
    forget(sent, parts.clock.now() - farthestBack - minute);
  }
}

function startOf({ occurred }: EventFilter, now: Micros): Micros {
  const since = occurred?.since === undefined ? now - farthestBack : microsFromWire(occurred.since);
  return Math.max(since, now - farthestBack);
}

function lookback(filter: EventFilter): Micros {
  const isAboutChosen =
    (filter.resource?.id?.length ?? 0) > 0 ||
    (filter.id?.id?.length ?? 0) > 0 ||
    listOf(filter.related).some(({ id }) => (id?.length ?? 0) > 0);
  return isAboutChosen ? farthestBack : lateness;
}

interface Sending {
  filter: EventFilter;
  since: Micros;
  sent: Map<string, Micros>;
}

async function sendSince(
  socket: Socket,
  { store, clock }: SocketParts,
  { filter, since, sent }: Sending,
): Promise<void> {
  const now = clock.now();
  const until = filter.occurred?.until ?? isoFromMicros(now + farthestBack);
  const query = { ...filter, occurred: { since: isoFromMicros(since), until }, order: "ASC" as const };
  for await (const { event } of matchingEvents({ store, filter: query, now })) {
    if (socket.closed.aborted) return;
    if (sent.has(event.id)) continue;
    sent.set(event.id, event.occurred);
    await socket.send({ type: "event", event: eventOnWire(event) });
  }
}

function forget(sent: Map<string, Micros>, before: Micros): void {
  for (const [id, occurred] of sent) if (occurred < before) sent.delete(id);
}
