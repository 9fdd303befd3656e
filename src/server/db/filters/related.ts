// Filters on related rows: "flows whose runs …". Such a filter means that a related row exists which matches.

import type { DeploymentFilter } from "../../../schemas/filters/deployment-filter.ts";
import type { FlowFilter } from "../../../schemas/filters/flow-filter.ts";
import type { FlowRunFilter } from "../../../schemas/filters/flow-run-filter.ts";
import type { TaskRunFilter } from "../../../schemas/filters/task-run-filter.ts";
import type { WorkPoolFilter, WorkQueueFilter } from "../../../schemas/filters/work-pool-filter.ts";
import type { DatabaseName } from "../columns.ts";
import { type Condition, eb, every, exists, never } from "./criterion.ts";
import { flowMatches } from "./flow-filter.ts";
import { flowRunMatches } from "./flow-run-filter.ts";
import { taskRunMatches } from "./task-run-filter.ts";

/** The filters that a list of runs or flows may have. */
export interface Filters {
  flows?: FlowFilter | null | undefined;
  flow_runs?: FlowRunFilter | null | undefined;
  task_runs?: TaskRunFilter | null | undefined;
  deployments?: DeploymentFilter | null | undefined;
  work_pools?: WorkPoolFilter | null | undefined;
  work_pool_queues?: WorkQueueFilter | null | undefined;
  work_queues?: WorkQueueFilter | null | undefined;
}

/** Flows: their own filter, and runs of theirs that match. */
export function flowsWhere(filters: Filters, database: DatabaseName): Condition {
  return every([
    filters.flows ? flowMatches(filters.flows, database) : undefined,
    filters.flow_runs || filters.task_runs ? exists(runsOfFlow(filters, database)) : undefined,
    ofUnknownPlace(filters),
  ]);
}

function runsOfFlow(filters: Filters, database: DatabaseName) {
  return eb
    .selectFrom("flow_run")
    .select("flow_run.id")
    .whereRef("flow_run.flow_id", "=", "flow.id")
    .where(
      every([
        filters.flow_runs ? flowRunMatches(filters.flow_runs, database) : undefined,
        withTaskRun(filters, database),
      ]),
    );
}

export function flowRunsWhere(filters: Filters, database: DatabaseName): Condition {
  return every([
    filters.flow_runs ? flowRunMatches(filters.flow_runs, database) : undefined,
    ofFlow(filters, database),
    withTaskRun(filters, database),
    ofUnknownPlace(filters),
  ]);
}

export function taskRunsWhere(filters: Filters, database: DatabaseName): Condition {
  const { flows, flow_runs, task_runs } = filters;
  return every([
    task_runs ? taskRunMatches(task_runs, database) : undefined,
    flows || flow_runs ? exists(runOfTaskRun(filters, database)) : undefined,
    ofUnknownPlace(filters),
  ]);
}

function runOfTaskRun(filters: Filters, database: DatabaseName) {
  return eb
    .selectFrom("flow_run")
    .select("flow_run.id")
    .whereRef("flow_run.id", "=", "task_run.flow_run_id")
    .where(
      every([filters.flow_runs ? flowRunMatches(filters.flow_runs, database) : undefined, ofFlow(filters, database)]),
    );
}

function ofFlow({ flows }: Filters, database: DatabaseName): Condition | undefined {
  if (!flows) return undefined;
  return exists(
    eb
      .selectFrom("flow")
      .select("flow.id")
      .whereRef("flow.id", "=", "flow_run.flow_id")
      .where(flowMatches(flows, database)),
  );
}

function withTaskRun({ task_runs }: Filters, database: DatabaseName): Condition | undefined {
  if (!task_runs) return undefined;
  return exists(
    eb
      .selectFrom("task_run")
      .select("task_run.id")
      .whereRef("task_run.flow_run_id", "=", "flow_run.id")
      .where(taskRunMatches(task_runs, database)),
  );
}

/** Nothing has a deployment, a pool or a queue where the store keeps none. */
function ofUnknownPlace(filters: Filters): Condition | undefined {
  const { deployments, work_pools, work_pool_queues, work_queues } = filters;
  return deployments || work_pools || work_pool_queues || work_queues ? never : undefined;
}
