import { defined, oneOf, textIn } from "../pieces/search-fields.ts";

export const flowRunTabs = [
  "logs",
  "task-runs",
  "subflow-runs",
  "graph",
  "artifacts",
  "parameters",
  "history",
  "details",
  "compare",
] as const;
export const logLevels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;

/** What the address of a run's page holds: its tab, and what is shown of its logs. */
export interface FlowRunSearch {
  tab?: (typeof flowRunTabs)[number];
  level?: (typeof logLevels)[number];
  text?: string;
  order?: "newest";
  /** Where the logs begin. */
  from?: string;
  /** The run to compare with. */
  with?: string;
}

/** Fields as people type them; `flowRunSearch` keeps what fits. */
export type SearchChange = { [K in keyof FlowRunSearch]?: string | undefined };

export function flowRunSearch(search: Record<string, unknown>): FlowRunSearch {
  return defined({
    tab: oneOf(search["tab"], flowRunTabs),
    level: oneOf(search["level"], logLevels),
    text: textIn(search["text"]),
    order: oneOf(search["order"], ["newest"]),
    from: textIn(search["from"]),
    with: textIn(search["with"]),
  });
}
