import type { DeploymentFilter } from "../../../schemas/filters/deployment-filter.ts";
import type { DatabaseName } from "../columns.ts";
import { type Condition, eb, exists, joined, like, on, onTags, within } from "./criterion.ts";

export function deploymentMatches(filter: DeploymentFilter, database: DatabaseName): Condition {
  return joined(filter.operator, [
    on("deployment.id", filter.id),
    on("deployment.name", filter.name),
    isCalledLike(filter.flow_or_deployment_name?.like_),
    on("deployment.paused", filter.paused),
    onTags("deployment.tags", filter.tags, database),
    inQueue(filter.work_queue_name?.any_),
  ]);
}

function isCalledLike(text: string | null | undefined): Condition | undefined {
  if (text === null || text === undefined) return undefined;
  const flow = eb.selectFrom("flow").select("flow.id").whereRef("flow.id", "=", "deployment.flow_id");
  return eb.or([like("deployment.name", text)!, exists(flow.where(like("flow.name", text)!))]);
}

function inQueue(names: readonly string[] | null | undefined): Condition | undefined {
  if (names === null || names === undefined) return undefined;
  return exists(
    eb
      .selectFrom("work_queue")
      .select("work_queue.id")
      .whereRef("work_queue.id", "=", "deployment.work_queue_id")
      .where(within("work_queue.name", names)!),
  );
}
