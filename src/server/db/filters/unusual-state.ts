import { sql, type SqlBool } from "kysely";
import { isTerminal, type StateType } from "../../../schemas/state.ts";
import { type Condition, joined, on } from "./criterion.ts";

interface StateCriterion {
  operator?: "and_" | "or_" | undefined;
  type?:
    | { any_?: readonly StateType[] | null | undefined; not_any_?: readonly StateType[] | null | undefined }
    | null
    | undefined;
  name?:
    | { any_?: readonly string[] | null | undefined; not_any_?: readonly string[] | null | undefined }
    | null
    | undefined;
}

/** Runs in a state. */
export function inState(
  table: "flow_run" | "task_run",
  state: StateCriterion | null | undefined,
): Condition | undefined {
  if (state === null || state === undefined) return undefined;
  return joined(state.operator, [on(`${table}.state_type`, state.type), on(`${table}.state_name`, state.name)]);
}

/**
 * Says in the words of the indexes of unusual states (migrations 8 and 9) that the criteria exclude runs which completed
 * as most do: neither database would see it by itself. For lists that such an index has in their order, and for states
 * that few runs are in; a count over a time finds its rows by the time.
 */
export function isUnusual(
  table: "flow_run" | "task_run",
  state: StateCriterion | null | undefined,
  { inOrder }: { inOrder: boolean },
): Condition | undefined {
  if (!state || state.operator === "or_") return undefined;
  const types = state.type?.any_;
  const names = state.name?.any_;
  const isOther = (types && !types.includes("COMPLETED")) || (names && !names.includes("Completed"));
  const areFew = types ? !types.some(isTerminal) : names && !names.some((name) => manyNames.has(name));
  if (!isOther || !(inOrder || areFew)) return undefined;
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql<SqlBool>`NOT (${column("state_type")} = 'COMPLETED' AND ${column("state_name")} = 'Completed')`;
}

/** Names of states that runs end in. */
const manyNames: ReadonlySet<string> = new Set(["Failed", "TimedOut", "Crashed", "Cancelled", "Cached"]);
