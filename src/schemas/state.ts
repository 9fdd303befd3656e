/** Source: Prefect 3, `server/schemas/states.py`. */
export const stateTypes = [
  "SCHEDULED",
  "PENDING",
  "RUNNING",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "CRASHED",
  "PAUSED",
  "CANCELLING",
] as const;

export type StateType = (typeof stateTypes)[number];

const terminal: ReadonlySet<StateType> = new Set(["COMPLETED", "CANCELLED", "FAILED", "CRASHED"]);

/** Whether a run in a state of this type has ended. */
export function isTerminal(type: StateType): boolean {
  return terminal.has(type);
}

/** The name of a state that was given none: "Scheduled" for SCHEDULED. */
export function defaultStateName(type: StateType): string {
  return type[0] + type.slice(1).toLowerCase();
}
