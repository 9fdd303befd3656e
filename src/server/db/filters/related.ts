// Filters on related rows: "flows whose runs …". Such a filter means that a related row exists which matches.

import type { DeploymentFilter } from "../../../schemas/filters/deployment-filter.ts";
import type { FlowFilter } from "../../../schemas/filters/flow-filter.ts";
import type { FlowRunFilter } from "../../../schemas/filters/flow-run-filter.ts";
import type { TaskRunFilter } from "../../../schemas/filters/task-run-filter.ts";
import type { WorkPoolFilter, WorkQueueFilter } from "../../../schemas/filters/work-pool-filter.ts";
import type { DatabaseName } from "../columns.ts";
import { type Condition, eb, every, exists, within } from "./criterion.ts";
import { deploymentMatches } from "./deployment-filter.ts";
import { flowMatches } from "./flow-filter.ts";
import { flowRunMatches } from "./flow-run-filter.ts";
import { taskRunMatches } from "./task-run-filter.ts";
import { workPoolMatches, workQueueMatches } from "./work-pool-filter.ts";

/** The filters that a list of runs, flows or deployments may have. */
export interface Filters {
  flows?: FlowFilter | null | undefined;
  flow_runs?: FlowRunFilter | null | undefined;
  task_runs?: TaskRunFilter | null | undefined;
  deployments?: DeploymentFilter | null | undefined;
  work_pools?: WorkPoolFilter | null | undefined;
  work_pool_queues?: WorkQueueFilter | null | undefined;
  work_queues?: WorkQueueFilter | null | undefined;
}

/** Flows: their own filter, runs of theirs that match, and deployments of theirs that do. */
export function flowsWhere(filters: Filters, database: DatabaseName): Condition {
  const { flows, flow_runs, task_runs, deployments, work_pools } = filters;
  return every([
    flows ? flowMatches(flows, database) : undefined,
    flow_runs || task_runs ? exists(runsOf("flow", filters, database)) : undefined,
    deployments || work_pools ? exists(deploymentsOfFlow(filters, database)) : undefined,
  ]);
}

/** Deployments: their own filter, their flow's, their runs', and those of the place where their runs are picked up. */
export function deploymentsWhere(filters: Filters, database: DatabaseName): Condition {
  const { deployments, flow_runs, task_runs } = filters;
  return every([
    deployments ? deploymentMatches(deployments, database) : undefined,
    ofFlow("deployment", filters, database),
    flow_runs || task_runs ? exists(runsOf("deployment", filters, database)) : undefined,
    pickedUpAt("deployment", filters),
  ]);
}

export function flowRunsWhere(filters: Filters, database: DatabaseName): Condition {
  return every([
    filters.flow_runs ? flowRunMatches(filters.flow_runs, database) : undefined,
    ofFlow("flow_run", filters, database),
    withTaskRun(filters, database),
    ofDeployment(filters, database),
    pickedUpAt("flow_run", filters),
  ]);
}

export function taskRunsWhere(filters: Filters, database: DatabaseName): Condition {
  const { flows, flow_runs, task_runs, deployments } = filters;
  return every([
    task_runs ? taskRunMatches(task_runs, database) : undefined,
    flows || flow_runs || deployments ? exists(runOfTaskRun({ flows, flow_runs, deployments }, database)) : undefined,
  ]);
}

function runsOf(owner: "flow" | "deployment", filters: Filters, database: DatabaseName) {
  return eb
    .selectFrom("flow_run")
    .select("flow_run.id")
    .whereRef(`flow_run.${owner}_id`, "=", `${owner}.id`)
    .where(
      every([
        filters.flow_runs ? flowRunMatches(filters.flow_runs, database) : undefined,
        withTaskRun(filters, database),
      ]),
    );
}

function deploymentsOfFlow(filters: Filters, database: DatabaseName) {
  const { deployments, work_pools } = filters;
  return eb
    .selectFrom("deployment")
    .select("deployment.id")
    .whereRef("deployment.flow_id", "=", "flow.id")
    .where(
      every([
        deployments ? deploymentMatches(deployments, database) : undefined,
        pickedUpAt("deployment", { work_pools }),
      ]),
    );
}

function runOfTaskRun(filters: Filters, database: DatabaseName) {
  return eb
    .selectFrom("flow_run")
    .select("flow_run.id")
    .whereRef("flow_run.id", "=", "task_run.flow_run_id")
    .where(flowRunsWhere(filters, database));
}

function ofFlow(owned: "flow_run" | "deployment", { flows }: Filters, database: DatabaseName): Condition | undefined {
  if (!flows) return undefined;
  const ids = idsAlone(flows);
  if (ids) return within(`${owned}.flow_id`, ids);
  const query = eb.selectFrom("flow").select("flow.id").whereRef("flow.id", "=", `${owned}.flow_id`);
  return exists(query.where(flowMatches(flows, database)));
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

function ofDeployment({ deployments }: Filters, database: DatabaseName): Condition | undefined {
  if (!deployments) return undefined;
  const ids = idsAlone(deployments);
  if (ids) return within("flow_run.deployment_id", ids);
  return exists(
    eb
      .selectFrom("deployment")
      .select("deployment.id")
      .whereRef("deployment.id", "=", "flow_run.deployment_id")
      .where(deploymentMatches(deployments, database)),
  );
}

/** The ids, where a filter asks for nothing else: an index of the runs has them, no other table is looked at. */
function idsAlone({ operator: _, ...criteria }: FlowFilter | DeploymentFilter): readonly string[] | undefined {
  const said = Object.entries(criteria).filter(([, criterion]) => criterion !== null && criterion !== undefined);
  const ids = criteria.id?.any_;
  const isAlone = said.length === 1 && Object.values(criteria.id ?? {}).filter((value) => value !== null).length === 1;
  return isAlone && ids ? ids : undefined;
}

/** Whose queue, or whose queue's pool, matches. */
function pickedUpAt(picked: "flow_run" | "deployment", filters: Filters): Condition | undefined {
  const { work_pools, work_pool_queues, work_queues } = filters;
  if (!work_pools && !work_pool_queues && !work_queues) return undefined;
  return exists(
    eb
      .selectFrom("work_queue")
      .innerJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
      .select("work_queue.id")
      .whereRef("work_queue.id", "=", `${picked}.work_queue_id`)
      .where(
        every([
          work_pools ? workPoolMatches(work_pools) : undefined,
          work_pool_queues ? workQueueMatches(work_pool_queues) : undefined,
          work_queues ? workQueueMatches(work_queues) : undefined,
        ]),
      ),
  );
}
