import type { Micros } from "../../../lib/clock.ts";
import type { Rule, Transition } from "../rule.ts";
import { scheduledTime } from "../run-state.ts";
import { wait } from "../verdict.ts";

/** a run does not start before its time. */
export const waitForScheduledTime: Rule<Transition & { readonly now: Micros }> = {
  name: "WaitForScheduledTime",
  from: ["SCHEDULED", "PENDING"],
  to: ["RUNNING"],
  before({ initial, now }) {
    const time = scheduledTime(initial!);
    if (time === null || time <= now) return;
    return wait((time - now) / 1_000_000, "The scheduled time of the run is in the future.");
  },
};
