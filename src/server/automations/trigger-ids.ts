import { randomUUID } from "node:crypto";
import type { Trigger } from "../../schemas/automation-trigger.ts";

/**
 * Gives every trigger an id. A trigger that an automation had before in the same words keeps its id, so that what it is
 * waiting for goes on when the automation is written again.
 */
export function withTriggerIds(trigger: Trigger, before?: Trigger): Trigger {
  const known = Map.groupBy(before === undefined ? [] : eachTrigger(before), wordsOf);
  return give(trigger, known);
}

function give(trigger: Trigger, known: Map<string, Trigger[]>): Trigger {
  const id = known.get(wordsOf(trigger))?.shift()?.id ?? randomUUID();
  if (!("triggers" in trigger)) return { ...trigger, id };
  return { ...trigger, id, triggers: trigger.triggers.map((inner) => give(inner, known)) };
}

function eachTrigger(trigger: Trigger): Trigger[] {
  return "triggers" in trigger ? [trigger, ...trigger.triggers.flatMap(eachTrigger)] : [trigger];
}

function wordsOf(trigger: Trigger): string {
  return JSON.stringify(trigger, (key, value: unknown) => (key === "id" ? undefined : value));
}
