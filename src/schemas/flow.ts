import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, labels, restrictedName, stored } from "./fields.ts";

/** Registers a flow by its name. */
export const FlowCreate = once(() =>
  named("FlowCreate", {
    name: restrictedName(),
    tags: z.array(z.string()).default([]),
    labels: labels().nullish(),
  }),
);
export type FlowCreate = z.infer<ReturnType<typeof FlowCreate>>;

export const FlowUpdate = once(() =>
  named("FlowUpdate", {
    tags: z.array(z.string()).optional(),
  }),
);
export type FlowUpdate = z.infer<ReturnType<typeof FlowUpdate>>;

/** A flow: what its runs and deployments share. */
export const Flow = once(() =>
  named("Flow", {
    ...stored(),
    name: restrictedName(),
    tags: z.array(z.string()),
    labels: labels().nullable(),
  }),
);
export type Flow = z.infer<ReturnType<typeof Flow>>;
