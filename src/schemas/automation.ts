import { z } from "zod";
import { once } from "../lib/once.ts";
import { Action } from "./automation-action.ts";
import { Trigger } from "./automation-trigger.ts";
import { named, stored } from "./fields.ts";

const definition = once(() => ({
  name: z.string(),
  description: z.string().default(""),
  enabled: z.boolean().default(true),
  tags: z.array(z.string()).default([]),
  trigger: Trigger(),
  actions: z.array(Action()),
  actions_on_trigger: z.array(Action()).default([]),
  actions_on_resolve: z.array(Action()).default([]),
}));

export const AutomationCreate = once(() =>
  named("AutomationCreate", { ...definition(), owner_resource: z.string().nullish() }),
);
export type AutomationCreate = z.infer<ReturnType<typeof AutomationCreate>>;

/** Replaces an automation: what is not given becomes its default. */
export const AutomationUpdate = once(() => named("AutomationUpdate", definition()));
export type AutomationUpdate = z.infer<ReturnType<typeof AutomationUpdate>>;

export const AutomationPartialUpdate = once(() =>
  named("AutomationPartialUpdate", { enabled: z.boolean().default(true) }),
);
export type AutomationPartialUpdate = z.infer<ReturnType<typeof AutomationPartialUpdate>>;

/** What to do when something happens. */
export const Automation = once(() => named("Automation", { ...stored(), ...definition() }));
export type Automation = z.infer<ReturnType<typeof Automation>>;
