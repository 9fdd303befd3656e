// What an automation may not say, beyond its schema. Source: features §29.

import type { Action } from "../../schemas/automation-action.ts";
import type { EventTrigger, Trigger } from "../../schemas/automation-trigger.ts";

export interface Definition {
  trigger: Trigger;
  actions: Action[];
  actions_on_trigger: Action[];
  actions_on_resolve: Action[];
}

/** The shortest time after which absence means something. */
const shortestSilence = 10;

/** The trigger with what it leaves open; a proactive one waits for some seconds at least. */
export function completeTrigger(trigger: Trigger): Trigger {
  if ("triggers" in trigger) return { ...trigger, triggers: trigger.triggers.map(completeTrigger) };
  return trigger.posture === "Proactive" && trigger.within === 0 ? { ...trigger, within: shortestSilence } : trigger;
}

/** Why an automation cannot be taken; undefined if it can. */
export function complaintAbout({ trigger, ...lists }: Definition): string | undefined {
  const actions = [...lists.actions, ...lists.actions_on_trigger, ...lists.actions_on_resolve];
  return triggerComplaint(trigger) ?? firstOf(actions, actionComplaint) ?? loopComplaint(trigger, lists);
}

function firstOf<T>(things: readonly T[], complaint: (thing: T) => string | undefined): string | undefined {
  for (const thing of things) {
    const said = complaint(thing);
    if (said !== undefined) return said;
  }
  return undefined;
}

function triggerComplaint(trigger: Trigger): string | undefined {
  if (!("triggers" in trigger)) {
    const isTooShort = trigger.posture === "Proactive" && trigger.within < shortestSilence;
    return isTooShort ? `A proactive trigger must wait for at least ${shortestSilence} seconds (within).` : undefined;
  }
  const { require: required, triggers } = { require: undefined, ...trigger };
  if (typeof required === "number" && (required < 1 || required > triggers.length)) {
    return `require must be between 1 and the number of triggers (${triggers.length}).`;
  }
  return firstOf(triggers, triggerComplaint);
}

const objects = ["deployment_id", "work_queue_id", "work_pool_id", "automation_id"] as const;

function actionComplaint(action: Action): string | undefined {
  if (!("source" in action)) return undefined;
  const field = objects.find((name) => name in action) ?? fieldOf(action.type);
  const isGiven = ((action as Record<string, unknown>)[field] ?? null) !== null;
  if (action.source === "selected" && !isGiven) return `${action.type}: a selected object needs ${field}.`;
  if (action.source === "inferred" && isGiven) return `${action.type}: an inferred object cannot have ${field}.`;
  return undefined;
}

function fieldOf(type: Action["type"]): string {
  if (type.endsWith("work-queue")) return "work_queue_id";
  if (type.endsWith("work-pool")) return "work_pool_id";
  return type.endsWith("automation") ? "automation_id" : "deployment_id";
}

const startsOfRuns: ReadonlySet<string> = new Set(
  ["Scheduled", "Pending", "Running", "*"].map((name) => `prefect.flow-run.${name}`),
);

/** A run that starts and thereby starts a run of the same deployment would never end. */
function loopComplaint(trigger: Trigger, lists: Omit<Definition, "trigger">): string | undefined {
  const runsAgain = [...lists.actions, ...lists.actions_on_trigger].some(
    (action) => action.type === "run-deployment" && action.source === "inferred",
  );
  if (!runsAgain || !eventTriggers(trigger).some(isAboutStarts)) return undefined;
  return "Running an inferred deployment whenever a flow run is scheduled or started would start runs for ever.";
}

function eventTriggers(trigger: Trigger): EventTrigger[] {
  return "triggers" in trigger ? trigger.triggers.flatMap(eventTriggers) : [trigger];
}

function isAboutStarts({ posture, expect }: EventTrigger): boolean {
  return (
    posture === "Reactive" && (expect.length === 0 || expect.some((name) => startsOfRuns.has(name) || name === "*"))
  );
}
