// What is told of deployments, work pools and work queues: that they were made, changed or deleted, and how they are.
// Source of the names: features DP-012 and W-012.

import { uuidv7 } from "../../lib/uuid.ts";
import type { JsonObject } from "../../lib/json.ts";
import { insertEvents } from "../db/events/events.ts";
import type { Tx } from "../db/store.ts";

export type PlaceKind = "deployment" | "work-pool" | "work-queue";
export type PlaceChange = "created" | "updated" | "deleted" | "ready" | "not-ready" | "paused";

export interface Place {
  kind: PlaceKind;
  id: string;
  name: string;
  /** What it belongs to. */
  related?: readonly { kind: PlaceKind | "flow"; id: string; name: string }[];
}

/** Keeps an event about a place, in the unit that changes it. */
export async function tellOfPlace(tx: Tx, place: Place, change: PlaceChange, payload: JsonObject = {}): Promise<void> {
  const event = {
    id: uuidv7(),
    occurred: tx.now,
    received: tx.now,
    event: `prefect.${place.kind}.${change}`,
    resource: resourceOf(place),
    related: (place.related ?? []).map((one) => ({ ...resourceOf(one), "prefect.resource.role": one.kind })),
    payload,
    follows: null,
  };
  await insertEvents(tx, [event]);
}

function resourceOf({ kind, id, name }: { kind: string; id: string; name: string }): Record<string, string> {
  return { "prefect.resource.id": `prefect.${kind}.${id}`, "prefect.resource.name": name };
}
