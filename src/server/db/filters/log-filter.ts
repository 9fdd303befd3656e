import type { LogFilter } from "../../../schemas/filters/log-filter.ts";
import { type Condition, eb, joined, like, on } from "./criterion.ts";
import { parseTextQuery } from "./text-query.ts";

export function logMatches(filter: LogFilter): Condition {
  return joined(filter.operator, [
    on("log.level", filter.level),
    on("log.timestamp", filter.timestamp),
    on("log.flow_run_id", filter.flow_run_id),
    on("log.task_run_id", filter.task_run_id),
    filter.text ? says(filter.text.query) : undefined,
  ]);
}

function says(query: string): Condition {
  const { include, exclude, required } = parseTextQuery(query);
  const has = (word: string) => eb.or([like("log.message", word)!, like("log.name", word)!]);
  return joined("and_", [
    include.length > 0 ? eb.or(include.map(has)) : undefined,
    ...required.map(has),
    ...exclude.map((word) => eb.not(has(word))),
  ]);
}
