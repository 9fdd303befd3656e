import { isoFromMicros } from "../../../lib/clock.ts";
import type { ReceivedEvent } from "../../../schemas/event.ts";
import type { KnownEvent } from "../../db/events/events.ts";

export function eventOnWire(event: KnownEvent): ReceivedEvent {
  const { id, resource, related, payload, follows } = event;
  return {
    occurred: isoFromMicros(event.occurred),
    event: event.event,
    resource,
    related,
    payload,
    id,
    follows,
    received: isoFromMicros(event.received),
  };
}
