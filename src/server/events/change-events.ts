// What is told of the objects that people make: that they were made, changed or deleted, and how those are that run work.
// Source of the names: http-api §11, features DP-012, W-012 and E-007.

import { uuidv7 } from "../../lib/uuid.ts";
import type { JsonObject } from "../../lib/json.ts";
import type { LatestChange } from "../db/artifacts.ts";
import { insertEvents } from "../db/events/events.ts";
import type { Tx } from "../db/store.ts";

export type ObjectKind =
  | "artifact-collection"
  | "automation"
  | "block-document"
  | "block-type"
  | "concurrency-limit"
  | "deployment"
  | "flow"
  | "variable"
  | "work-pool"
  | "work-queue";
export type ObjectChange = "created" | "updated" | "deleted" | "ready" | "not-ready" | "paused";

export interface Named {
  id: string;
  name: string;
}

/** Keeps an event about an object, in the unit that changes it. */
export async function tellOfChange(
  tx: Tx,
  object: Named & { kind: ObjectKind },
  change: ObjectChange,
  payload: JsonObject = {},
): Promise<void> {
  const event = {
    id: uuidv7(),
    occurred: tx.now,
    received: tx.now,
    event: `prefect.${object.kind}.${change}`,
    resource: resourceOf(object),
    related: [],
    payload,
    follows: null,
  };
  await insertEvents(tx, [event]);
}

/** Keeps an event about what is shown under an artifact's key, if that has changed. */
export async function tellOfLatest(tx: Tx, latest: LatestChange | undefined): Promise<void> {
  if (latest !== undefined) await tellOfChange(tx, { kind: "artifact-collection", ...latest }, latest.change);
}

function resourceOf({ kind, id, name }: { kind: string; id: string; name: string }): Record<string, string> {
  return { "prefect.resource.id": `prefect.${kind}.${id}`, "prefect.resource.name": name };
}
