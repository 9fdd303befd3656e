import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, jsonObject, timestamp, uuid } from "./fields.ts";

const isResource = (labels: Record<string, string>): boolean => "prefect.resource.id" in labels;
const isRelated = (labels: Record<string, string>): boolean => isResource(labels) && "prefect.resource.role" in labels;

/** What an event is about: labels, among them `prefect.resource.id`. */
export const Resource = once(() =>
  z
    .record(z.string(), z.string())
    .refine((labels) => Object.keys(labels).length <= 500, {
      error: "The maximum number of labels per resource is 500",
    })
    .refine(isResource, { error: "Resources must include the prefect.resource.id label" })
    .meta({ id: "Resource" }),
);
export type Resource = z.infer<ReturnType<typeof Resource>>;

/** What else an event concerns, and in which role (`prefect.resource.role`). */
export const RelatedResource = once(() =>
  z
    .record(z.string(), z.string())
    .refine(isRelated, {
      error: "Related resources must include the labels prefect.resource.id and prefect.resource.role",
    })
    .meta({ id: "RelatedResource" }),
);
export type RelatedResource = z.infer<ReturnType<typeof RelatedResource>>;

/** Something that happened to a resource. */
export const Event = once(() =>
  named("Event", {
    occurred: timestamp(),
    event: z.string().max(1024),
    resource: Resource(),
    related: z.array(RelatedResource()).max(100).default([]),
    payload: jsonObject().default({}),
    id: uuid(),
    follows: uuid().nullish(),
  }),
);
export type Event = z.infer<ReturnType<typeof Event>>;

export const ReceivedEvent = once(() =>
  named("ReceivedEvent", {
    occurred: timestamp(),
    event: z.string(),
    resource: Resource(),
    related: z.array(RelatedResource()),
    payload: jsonObject(),
    id: uuid(),
    follows: uuid().nullable(),
    received: timestamp(),
  }),
);
export type ReceivedEvent = z.infer<ReturnType<typeof ReceivedEvent>>;

export const EventPage = once(() =>
  named("EventPage", {
    events: z.array(ReceivedEvent()),
    total: z.int(),
    next_page: z.url().nullable(),
  }),
);
export type EventPage = z.infer<ReturnType<typeof EventPage>>;

/** How many events fell into one bucket. */
export const EventCount = once(() =>
  named("EventCount", {
    value: z.string(),
    label: z.string(),
    count: z.int(),
    start_time: timestamp(),
    end_time: timestamp(),
  }),
);
export type EventCount = z.infer<ReturnType<typeof EventCount>>;
