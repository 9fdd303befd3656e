import type { BodyOf } from "../../../src/schemas/route.ts";
import type { Routes } from "../../../src/schemas/routes/index.ts";
import type { RunsSearch } from "./runs-search.ts";
import { beginningOf } from "./time-spans.ts";

export type FlowRunFilters = Omit<BodyOf<Routes["POST /flow_runs/count"]>, never>;
export type TaskRunFilters = BodyOf<Routes["POST /task_runs/count"]>;

/** The flow runs that the address asks for. */
export function flowRunFilters(search: RunsSearch): FlowRunFilters {
  const time = timeCriterion(search);
  return {
    flow_runs: {
      ...(search.state && { state: { type: { any_: search.state } } }),
      ...(search.name && { name: { like_: search.name } }),
      ...(search.tag && { tags: { all_: search.tag } }),
      ...(search.subflows && { parent_task_run_id: { is_null_: true } }),
      ...(time && { expected_start_time: time }),
    },
    ...(search.flow && { flows: { id: { any_: search.flow } } }),
  };
}

/** The task runs that the address asks for. */
export function taskRunFilters(search: RunsSearch): TaskRunFilters {
  const time = timeCriterion(search);
  return {
    task_runs: {
      ...(search.state && { state: { type: { any_: search.state } } }),
      ...(search.name && { name: { like_: search.name } }),
      ...(search.tag && { tags: { all_: search.tag } }),
      ...(time && { expected_start_time: time }),
    },
    ...(search.flow && { flows: { id: { any_: search.flow } } }),
  };
}

function timeCriterion({ span = "7d", after, before }: RunsSearch): { after_?: string; before_?: string } | undefined {
  if (span !== "custom") return { after_: beginningOf(span) };
  return after === undefined && before === undefined
    ? undefined
    : {
        ...(after && { after_: new Date(after).toISOString() }),
        ...(before && { before_: new Date(before).toISOString() }),
      };
}
