import type { ArtifactCollectionFilter, ArtifactFilter } from "../../../schemas/filters/artifact-filter.ts";
import type { DatabaseName } from "../columns.ts";
import { type Condition, eb, every, exists, joined, on } from "./criterion.ts";
import { type Filters, flowRunsWhere, taskRunsWhere } from "./related.ts";

export function artifactMatches(filter: ArtifactFilter): Condition {
  return joined(filter.operator, [
    on("artifact.id", filter.id),
    on("artifact.key", filter.key),
    on("artifact.flow_run_id", filter.flow_run_id),
    on("artifact.task_run_id", filter.task_run_id),
    on("artifact.type", filter.type),
  ]);
}

export function latestArtifactMatches(filter: ArtifactCollectionFilter): Condition {
  return joined(filter.operator, [
    on("artifact_collection.latest_id", filter.latest_id),
    on("artifact_collection.key", filter.key),
    on("artifact_collection.flow_run_id", filter.flow_run_id),
    on("artifact_collection.task_run_id", filter.task_run_id),
    on("artifact_collection.type", filter.type),
  ]);
}

/** Artifacts of runs that match. */
export function ofMatchingRuns(
  table: "artifact" | "artifact_collection",
  filters: Filters,
  database: DatabaseName,
): Condition {
  const { flows, flow_runs, deployments, task_runs } = filters;
  return every([
    flows || flow_runs || deployments
      ? exists(
          eb
            .selectFrom("flow_run")
            .select("flow_run.id")
            .whereRef("flow_run.id", "=", `${table}.flow_run_id`)
            .where(flowRunsWhere({ flows, flow_runs, deployments }, database)),
        )
      : undefined,
    task_runs
      ? exists(
          eb
            .selectFrom("task_run")
            .select("task_run.id")
            .whereRef("task_run.id", "=", `${table}.task_run_id`)
            .where(taskRunsWhere({ task_runs }, database)),
        )
      : undefined,
  ]);
}
