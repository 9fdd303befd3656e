import { stateTypes, type StateType } from "../../../src/schemas/state.ts";
import { defined, oneOf, textIn, textsIn } from "../pieces/search-fields.ts";
import { timeSpanNames, type TimeSpan } from "./time-spans.ts";

export const runKinds = ["flow-runs", "task-runs"] as const;

/** What the address of the runs page holds; whatever is not there is not asked. */
export interface RunsSearch {
  tab?: (typeof runKinds)[number];
  state?: StateType[];
  name?: string;
  flow?: string[];
  tag?: string[];
  span?: TimeSpan | "custom";
  after?: string;
  before?: string;
  sort?: "START_TIME_ASC" | "NAME_ASC" | "NAME_DESC" | "END_TIME_DESC";
  subflows?: "hide";
}

export function runsSearch(search: Record<string, unknown>): RunsSearch {
  const states = textsIn(search["state"])
    ?.map((text) => oneOf(text, stateTypes))
    .filter((type) => type !== undefined);
  return defined({
    tab: oneOf(search["tab"], runKinds),
    state: states?.length ? states : undefined,
    name: textIn(search["name"]),
    flow: textsIn(search["flow"]),
    tag: textsIn(search["tag"]),
    span: oneOf(search["span"], [...timeSpanNames, "custom"]),
    after: timeIn(search["after"]),
    before: timeIn(search["before"]),
    sort: oneOf(search["sort"], ["START_TIME_ASC", "NAME_ASC", "NAME_DESC", "END_TIME_DESC"]),
    subflows: oneOf(search["subflows"], ["hide"]),
  });
}

function timeIn(value: unknown): string | undefined {
  const text = textIn(value);
  return text === undefined || Number.isNaN(Date.parse(text)) ? undefined : text;
}
