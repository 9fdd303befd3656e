import { defined, oneOf, textsIn } from "../pieces/search-fields.ts";
import { timeSpanNames, type TimeSpan } from "../runs/time-spans.ts";

/** What the address of the dashboard holds. */
export interface DashboardSearch {
  span?: TimeSpan;
  tag?: string[];
  subflows?: "hide";
}

export function dashboardSearch(search: Record<string, unknown>): DashboardSearch {
  return defined({
    span: oneOf(search["span"], timeSpanNames),
    tag: textsIn(search["tag"]),
    subflows: oneOf(search["subflows"], ["hide"]),
  });
}
