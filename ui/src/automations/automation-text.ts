import type { Automation } from "../../../src/schemas/automation.ts";
import { durationText } from "../pieces/duration-text.ts";

/** `When prefect.flow-run.Failed comes once: run-deployment` */
export function automationText({ trigger, actions }: Pick<Automation, "trigger" | "actions">): string {
  return `${triggerText(trigger)}: ${actions.map(({ type }) => type).join(", ") || "nothing"}`;
}

function triggerText(trigger: Automation["trigger"]): string {
  switch (trigger.type) {
    case "event": {
      const events = trigger.expect.join(" or ") || "any event";
      const times = trigger.threshold === 1 ? "once" : `${trigger.threshold} times`;
      const within = trigger.within > 0 ? ` within ${durationText(trigger.within)}` : "";
      return trigger.posture === "Proactive"
        ? `When ${events} does not come ${times}${within}`
        : `When ${events} comes ${times}${within}`;
    }
    case "compound":
      return `When ${trigger.require} of ${trigger.triggers.length} triggers fire`;
    case "sequence":
      return `When ${trigger.triggers.length} triggers fire in order`;
    default:
      return "When its trigger fires";
  }
}
