import { expect, test } from "vitest";
import { flowRunFilters, taskRunFilters } from "./runs-filter.ts";
import { runsSearch } from "./runs-search.ts";

test("an address of which nothing is known asks for nothing", () => {
  expect(runsSearch({ state: "BROKEN", span: "9y", sort: "; DROP", tab: 7, after: "soon", extra: {} })).toEqual({});
});

test("one state and several states are both understood", () => {
  expect(runsSearch({ state: "FAILED" })).toEqual({ state: ["FAILED"] });
  expect(runsSearch({ state: ["FAILED", "CRASHED", "?"] })).toEqual({ state: ["FAILED", "CRASHED"] });
});

test("every field of the address becomes a criterion of the API", () => {
  const search = runsSearch({
    state: "FAILED",
    name: "otter",
    flow: "f",
    tag: ["a", "b"],
    span: "custom",
    after: "2026-11-25T10:00",
    subflows: "hide",
  });
  expect(flowRunFilters(search)).toEqual({
    flow_runs: {
      state: { type: { any_: ["FAILED"] } },
      name: { like_: "otter" },
      tags: { all_: ["a", "b"] },
      parent_task_run_id: { is_null_: true },
      expected_start_time: { after_: new Date("2026-11-25T10:00").toISOString() },
    },
    flows: { id: { any_: ["f"] } },
  });
});

test("task runs are looked for in the same span of time", () => {
  const search = runsSearch({ span: "custom", after: "2026-11-25T10:00" });
  const expected_start_time = { after_: new Date("2026-11-25T10:00").toISOString() };
  expect(taskRunFilters(search)).toEqual({ task_runs: { expected_start_time } });
});
