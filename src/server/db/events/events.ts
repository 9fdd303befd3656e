// Events that are no states of runs. Those are derived: see state-events.ts and engine.md W2.

import type { Selectable } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import { type Condition, eb } from "../filters/criterion.ts";
import { insertOrIgnore } from "../statement.ts";
import type { Store, Tx } from "../store.ts";
import type { EventTable } from "../tables.ts";

/** An event, wherever its facts are kept. */
export interface KnownEvent {
  id: string;
  occurred: Micros;
  received: Micros;
  event: string;
  resource: Record<string, string>;
  related: Record<string, string>[];
  payload: JsonObject;
  follows: string | null;
}

/** A part of a list of events in the order of time. */
export interface EventRange {
  where: Condition;
  since: Micros;
  until: Micros;
  direction: "asc" | "desc";
  after: KnownEvent | EventPlace | undefined;
  limit: number;
}

export type EventPlace = Pick<KnownEvent, "id" | "occurred">;

export const resourceIdLabel = "prefect.resource.id";
export const roleLabel = "prefect.resource.role";

const columns = ["id", "occurred", "received", "event", "resource_id", "follows", "resource", "related", "payload"];
const insertEvent = insertOrIgnore("event", columns);
const resourceColumns = ["event_id", "resource_id", "role", "occurred"];
const insertResource = insertOrIgnore("event_resource", resourceColumns, ["event_id", "resource_id", "role"]);

/** Keeps events; one that is known is left as it is. */
export async function insertEvents(tx: Tx, events: readonly KnownEvent[]): Promise<void> {
  if (events.length === 0) return;
  const written = await tx.runRows(insertEvent, events.map(eventValues));
  const fresh = events.filter((_, at) => written[at]);
  await tx.runRows(insertResource, fresh.flatMap(resourceValues));
  if (fresh.length > 0) tx.touch("event");
}

function eventValues(event: KnownEvent): unknown[] {
  const { id, occurred, received, follows, resource, related, payload } = event;
  const resourceId = resource[resourceIdLabel];
  return [id, occurred, received, event.event, resourceId, follows, resource, related, JSON.stringify(payload)];
}

function resourceValues({ id, occurred, related }: KnownEvent): unknown[][] {
  const distinct = new Map(related.map((one) => [`${one[roleLabel]} ${one[resourceIdLabel]}`, one]));
  return [...distinct.values()].map((one) => [id, one[resourceIdLabel], one[roleLabel], occurred]);
}

export async function listStoredEvents(store: Store, range: EventRange): Promise<KnownEvent[]> {
  const { where, since, until, direction, after, limit } = range;
  const rows = await store.read((db) => {
    const query = db
      .selectFrom("event")
      .selectAll()
      .where("occurred", ">=", since)
      .where("occurred", "<=", until)
      .where(where)
      .orderBy("occurred", direction)
      .orderBy("id", direction)
      .limit(limit);
    return (after === undefined ? query : query.where(comesAfter(after, direction))).execute();
  });
  return rows.map(knownEvent);
}

function comesAfter({ occurred, id }: EventPlace, direction: "asc" | "desc"): Condition {
  const beyond = direction === "asc" ? ">" : "<";
  return eb(eb.refTuple("event.occurred", "event.id"), beyond, eb.tuple(occurred, id));
}

export async function countStoredEvents(store: Store, range: Pick<EventRange, "where" | "since" | "until">) {
  const { count } = await store.read((db) =>
    db
      .selectFrom("event")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("occurred", ">=", range.since)
      .where("occurred", "<=", range.until)
      .where(range.where)
      .executeTakeFirstOrThrow(),
  );
  return Number(count);
}

function knownEvent(row: Selectable<EventTable>): KnownEvent {
  const { id, occurred, received, event, resource, related, follows } = row;
  return {
    id,
    occurred,
    received,
    event,
    resource,
    related,
    follows,
    payload: parseExactJson(row.payload) as JsonObject,
  };
}
