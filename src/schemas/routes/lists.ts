// The bodies that list routes share.

import { z } from "zod";
import { once } from "../../lib/once.ts";
import { uuid } from "../fields.ts";
import { ArtifactCollectionFilter, ArtifactFilter } from "../filters/artifact-filter.ts";
import { DeploymentFilter } from "../filters/deployment-filter.ts";
import { FlowFilter } from "../filters/flow-filter.ts";
import { FlowRunFilter } from "../filters/flow-run-filter.ts";
import { TaskRunFilter } from "../filters/task-run-filter.ts";
import { WorkPoolFilter, WorkQueueFilter } from "../filters/work-pool-filter.ts";

/** The server's own maximum of `limit` is refused by its own message, not by the schema. */
export const slice = once(() => ({ limit: z.int().nullish(), offset: z.int().min(0).nullable().default(0) }));
export const page = once(() => ({ limit: z.int().nullish(), page: z.int().min(1).nullable().default(1) }));

/** A sort order; null and absent mean the first. */
export function sortedBy<const S extends readonly [string, ...string[]]>(sorts: S) {
  return z.enum(sorts).nullable().default(sorts[0]);
}

/** How many rows a bulk route changes. */
export const bulkLimit = once(() => z.int().min(1).max(50).nullable().default(50));

export const runFilters = once(() => ({
  flows: FlowFilter().nullish(),
  flow_runs: FlowRunFilter().nullish(),
  task_runs: TaskRunFilter().nullish(),
  deployments: DeploymentFilter().nullish(),
}));

export const flowFilters = once(() => ({ ...runFilters(), work_pools: WorkPoolFilter().nullish() }));

export const flowRunFilters = once(() => ({ ...flowFilters(), work_pool_queues: WorkQueueFilter().nullish() }));

export const flowRunHistoryFilters = once(() => ({ ...flowFilters(), work_queues: WorkQueueFilter().nullish() }));

export const artifactFilters = once(() => ({ artifacts: ArtifactFilter().nullish(), ...runFilters() }));

export const latestArtifactFilters = once(() => ({ artifacts: ArtifactCollectionFilter().nullish(), ...runFilters() }));

export const count = once(() => z.int());

/** A page of rows with their number. */
export function pageOf<const S extends z.ZodType>(row: S) {
  return z.object({ results: z.array(row), count: z.int(), limit: z.int(), pages: z.int(), page: z.int() });
}

/** The ids that the UI asks about at once. */
export const ids = once(() => z.array(uuid()).max(200));
