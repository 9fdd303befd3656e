import type { VariableFilter } from "../../../schemas/filters/variable-filter.ts";
import type { DatabaseName } from "../columns.ts";
import { type Condition, joined, on, onTags } from "./criterion.ts";

export function variableMatches(filter: VariableFilter, database: DatabaseName): Condition {
  return joined(filter.operator, [
    on("variable.id", filter.id),
    on("variable.name", filter.name),
    onTags("variable.tags", filter.tags, database),
  ]);
}
