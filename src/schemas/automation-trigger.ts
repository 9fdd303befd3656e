import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, uuid } from "./fields.ts";

/** Labels that a resource must have; values may hold `*`, begin with `!`, or be lists of alternatives. */
export const ResourceSpecification = once(() => z.record(z.string(), z.union([z.string(), z.array(z.string())])));
export type ResourceSpecification = z.infer<ReturnType<typeof ResourceSpecification>>;

/** Fires on events, or on their absence. */
export const EventTrigger = once(() =>
  named("EventTrigger", {
    type: z.literal("event").default("event"),
    id: uuid().optional(),
    match: ResourceSpecification().default({}),
    match_related: z.union([ResourceSpecification(), z.array(ResourceSpecification())]).default({}),
    after: z.array(z.string()).default([]),
    expect: z.array(z.string()).default([]),
    for_each: z.array(z.string()).default([]),
    posture: z.enum(["Reactive", "Proactive"]),
    threshold: z.int().default(1),
    /** Seconds. */
    within: z.number().min(0).default(0),
  }),
);
export type EventTrigger = z.infer<ReturnType<typeof EventTrigger>>;

/** Fires when enough of its triggers have fired within a time. */
export type CompoundTrigger = {
  type: "compound";
  id?: string | undefined;
  triggers: Trigger[];
  within: number | null;
  require: number | "any" | "all";
};
export const CompoundTrigger = once(() =>
  named("CompoundTrigger", {
    type: z.literal("compound").default("compound"),
    id: uuid().optional(),
    triggers: z.array(z.lazy(Trigger)),
    within: z.number().nullable(),
    require: z.union([z.int(), z.enum(["any", "all"])]),
  }),
);

/** Fires when its triggers have fired in order within a time. */
export type SequenceTrigger = {
  type: "sequence";
  id?: string | undefined;
  triggers: Trigger[];
  within: number | null;
};
export const SequenceTrigger = once(() =>
  named("SequenceTrigger", {
    type: z.literal("sequence").default("sequence"),
    id: uuid().optional(),
    triggers: z.array(z.lazy(Trigger)),
    within: z.number().nullable(),
  }),
);

export type Trigger = EventTrigger | CompoundTrigger | SequenceTrigger;
export const Trigger: () => z.ZodType<Trigger> = once(() =>
  z.union([EventTrigger(), CompoundTrigger(), SequenceTrigger()]).meta({ id: "Trigger" }),
);
