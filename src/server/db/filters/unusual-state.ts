import { sql, type SqlBool } from "kysely";
import { type StateType, stateTypes } from "../../../schemas/state.ts";
import { type Condition, every, joined, on } from "./criterion.ts";

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

/**
 * Runs in a state. Where the criteria exclude runs that completed as most do, that is said in the words of the index of
 * all others (migration 8): neither database would see it by itself.
 */
export function inState(
  table: "flow_run" | "task_run",
  state: StateCriterion | null | undefined,
): Condition | undefined {
  if (state === null || state === undefined) return undefined;
  const criteria = joined(state.operator, [
    on(`${table}.state_type`, state.type),
    on(`${table}.state_name`, state.name),
  ]);
  if (!isUnusual(state)) return criteria;
  const type = sql.ref(`${table}.state_type`);
  const name = sql.ref(`${table}.state_name`);
  const inIndex = sql<SqlBool>`NOT (${type} = 'COMPLETED' AND ${name} = 'Completed')`;
  const anyType = state.type?.any_ ? undefined : on(`${table}.state_type`, { any_: stateTypes });
  return every([criteria, anyType, inIndex]);
}

function isUnusual({ operator, type, name }: StateCriterion): boolean {
  if (operator === "or_") return false;
  const isOtherType = type?.any_ ? !type.any_.includes("COMPLETED") : false;
  const isOtherName = name?.any_ ? !name.any_.includes("Completed") : false;
  return isOtherType || isOtherName;
}
