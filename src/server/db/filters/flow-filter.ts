import type { FlowFilter } from "../../../schemas/filters/flow-filter.ts";
import type { DatabaseName } from "../columns.ts";
import { type Condition, eb, exists, joined, on, onTags } from "./criterion.ts";

export function flowMatches(filter: FlowFilter, database: DatabaseName): Condition {
  return joined(filter.operator, [
    on("flow.id", filter.id),
    hasDeployments(filter),
    on("flow.name", filter.name),
    onTags("flow.tags", filter.tags, database),
  ]);
}

function hasDeployments({ deployment }: FlowFilter): Condition | undefined {
  const isWithout = deployment?.is_null_ ?? undefined;
  if (isWithout === undefined) return undefined;
  const has = exists(
    eb.selectFrom("deployment").select("deployment.id").whereRef("deployment.flow_id", "=", "flow.id"),
  );
  return isWithout ? eb.not(has) : has;
}
