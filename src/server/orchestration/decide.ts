import type { Micros } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { type Effect, forPair, type Policy, type Rule, type Transition } from "./rule.ts";
import { type RunState, stateFrom } from "./run-state.ts";
import type { Verdict } from "./verdict.ts";

// Invariants
//   D1. Rules are asked in their order; the first that speaks against the proposal decides, and no later rule is asked.
//   D2. What an asked rule has taken it gives back (`undo`) when a later one decides otherwise.
//   D3. `after` of a rule runs only for the proposal that it let pass; effects see the state that was entered.

/** What the rules decided. */
export type Decision = {
  /** The state to enter; null when the run stays where it is. */
  readonly entered: RunState | null;
  /** What was said against the proposal, if anything. */
  readonly verdict: Verdict | undefined;
  /** To be called with the state written: what follows from entering it. */
  followUp(): Promise<void>;
};

/** Asks the rules of a policy about a transition. */
export type Judge<T extends Transition> = (transition: T, now: Micros) => Promise<Decision>;

/** The judge of a policy. Made once for each policy: it keeps which rules apply to which pair of types. */
export function judgeOf<T extends Transition>(policy: Policy<T>): Judge<T> {
  const rulesFor = forPair<Rule<T>>(policy.rules);
  const effectsFor = forPair<Effect<T>>(policy.effects);

  return async (transition, now) => {
    const from = transition.initial?.type ?? null;
    const rules = rulesFor(from, transition.proposed.type);
    const verdict = await askInOrder(rules, transition);
    const entered = verdict === undefined ? transition.proposed : replacement(verdict, transition.proposed, now);
    return { entered, verdict, followUp };

    async function followUp(): Promise<void> {
      if (entered === null) return;
      transition.proposed = entered;
      if (verdict === undefined) for (const rule of rules) if (rule.after) await rule.after(transition);
      for (const effect of effectsFor(from, entered.type)) await effect.after(transition);
    }
  };
}

async function askInOrder<T extends Transition>(
  rules: readonly Rule<T>[],
  transition: T,
): Promise<Verdict | undefined> {
  for (const [at, rule] of rules.entries()) {
    if (rule.before === undefined) continue;
    const answer = rule.before(transition);
    const verdict = answer instanceof Promise ? await answer : answer; // most rules answer at once: no turn of the loop
    if (!verdict) continue;
    for (const earlier of rules.slice(0, at).reverse()) await earlier.undo?.(transition);
    return verdict;
  }
  return undefined;
}

/** The state put in the place of the proposed one; it carries the proposal's id, by which the same proposal is known again. */
function replacement(verdict: Verdict, proposed: RunState, now: Micros): RunState | null {
  if (verdict.kind !== "reject" || verdict.state === null) return null;
  const details = { ...verdict.state.details, transition_id: proposed.details.transition_id ?? proposed.id };
  return stateFrom({ ...verdict.state, details, id: uuidv7() }, now);
}
