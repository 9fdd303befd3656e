// Events that come in: those that are states of task runs are recorded as such, the others are kept (engine.md W1, W2).
//
// Invariants
//   T1. Events that are taken in together are one commit; an event that cannot be taken is refused alone.
//   T2. An event that comes again changes nothing.

import type { Micros } from "../../lib/clock.ts";
import type { Event } from "../../schemas/event.ts";
import { microsFromWire } from "../../schemas/iso-time.ts";
import { insertEvents, type KnownEvent } from "../db/events/events.ts";
import { refusedAlone } from "../db/refused-alone.ts";
import { isRefusedValue } from "../db/store-error.ts";
import type { Store, Tx } from "../db/store.ts";
import { type ClientState, clientStateOf, idAfter, isClientState } from "../recording/client-states.ts";
import { recordClientStates } from "../recording/record-client-states.ts";
import { renewByHeartbeat } from "../recording/renew-by-heartbeat.ts";

/** Why an event was not taken. */
export interface RefusedEvent {
  id: string;
  event: string;
  reason: string;
}

const largestPart = 500;

/** Takes in events; resolves after the commit, with those that were refused. */
export async function takeInEvents(store: Store, events: readonly Event[]): Promise<RefusedEvent[]> {
  const refused: RefusedEvent[] = [];
  for (let at = 0; at < events.length; at += largestPart) {
    refused.push(...(await takeInPart(store, events.slice(at, at + largestPart))));
  }
  return refused;
}

async function takeInPart(store: Store, events: readonly Event[]): Promise<RefusedEvent[]> {
  const sorted = sort(events);
  try {
    return [...sorted.refused, ...(await store.write((tx) => takeIn(tx, sorted)))];
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    // Another server has just made a row of the same call: this time it is found.
    return [...sorted.refused, ...(await store.write((tx) => takeIn(tx, sorted)))];
  }
}

interface Sorted {
  states: ClientState[];
  others: Event[];
  refused: RefusedEvent[];
}

function sort(events: readonly Event[]): Sorted {
  const sorted: Sorted = { states: [], others: [], refused: [] };
  for (const event of events) {
    const state = isClientState(event) ? clientStateOf(event) : undefined;
    if (state === undefined) sorted.others.push(event);
    else if (typeof state === "string") sorted.refused.push({ id: event.id, event: event.event, reason: state });
    else sorted.states.push(state);
  }
  return sorted;
}

async function takeIn(tx: Tx, { states, others }: Sorted): Promise<RefusedEvent[]> {
  const refused: RefusedEvent[] = [];
  const refuseState = ({ state, taskRunId }: ClientState, reason: string) =>
    refused.push({ id: state.id, event: `prefect.task-run.${state.name}`, reason: `task run ${taskRunId}: ${reason}` });
  await refusedAlone(tx, states, {
    async record(some) {
      for (const state of await recordClientStates(tx, some)) refuseState(state, "its flow run is not there");
    },
    refuse: (state, reason) => void refuseState(state, messageOf(reason)),
  });
  await refusedAlone(tx, others, {
    record: (some) =>
      insertEvents(
        tx,
        some.map((event) => knownEvent(event, tx.now)),
      ),
    refuse: ({ id, event }, reason) => void refused.push({ id, event, reason: messageOf(reason) }),
  });
  await renewByHeartbeat(tx, others.flatMap(beatingFlowRun));
  return refused;
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

function beatingFlowRun({ event, resource }: Event): string[] {
  if (event !== "prefect.flow-run.heartbeat") return [];
  return [idAfter("prefect.flow-run.", resource["prefect.resource.id"]) ?? []].flat();
}

function knownEvent(event: Event, received: Micros): KnownEvent {
  const { id, resource, related, payload, follows = null } = event;
  return {
    id: id.toLowerCase(),
    occurred: microsFromWire(event.occurred),
    received,
    event: event.event,
    resource,
    related,
    payload,
    follows,
  };
}
