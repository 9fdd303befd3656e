import type { Rule, Transition } from "../rule.ts";

/** a run that becomes Pending remembers when it was scheduled. */
export const copyScheduledTime: Rule<Transition> = {
  name: "CopyScheduledTime",
  from: ["SCHEDULED"],
  to: ["PENDING"],
  before(transition) {
    const { initial, proposed } = transition;
    const time = initial?.details.scheduled_time;
    if (!time || proposed.details.scheduled_time) return;
    transition.proposed = { ...proposed, details: { ...proposed.details, scheduled_time: time } };
  },
};
