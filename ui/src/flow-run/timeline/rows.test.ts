import { expect, test } from "vitest";
import type { StateType } from "../../../../src/schemas/state.ts";
import { type Call, spanOf } from "./calls.ts";
import { rowsOf, type Row } from "./rows.ts";

const all = { open: new Set<string>(), text: "", states: new Set<StateType>() };

function call(task: string, at: number, given: Partial<Call> = {}): Call {
  const id = `${task}-${at}`;
  const fixed = { stateName: null, runCount: 1, isReused: false, childFlowRunId: null, parents: [] };
  return { id, name: id, task, state: "COMPLETED", created: at, started: at, ended: at + 10, ...fixed, ...given };
}

function byId(...calls: Call[]): Map<string, Call> {
  return new Map(calls.map((one) => [one.id, one]));
}

function shape(rows: Row[]): string[] {
  return rows.map((row) => (row.kind === "group" ? `${row.task} ×${row.calls.length}` : row.call.id));
}

const mapped = byId(
  call("list", 0),
  ...[11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((at) => call("fetch", at)),
  call("sum", 99),
);

test("mapped siblings are one row, where the first of them began", () => {
  expect(shape(rowsOf(mapped, all))).toEqual(["list-0", "fetch ×10", "sum-99"]);
});

test("an open group shows its calls in the order in which they began", () => {
  const rows = rowsOf(mapped, { ...all, open: new Set(["fetch"]) });
  expect(shape(rows)).toEqual([
    "list-0",
    "fetch ×10",
    ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((at) => `fetch-${at}`),
    "sum-99",
  ]);
});

test("a search and states narrow what is there, and few that are left are no group", () => {
  expect(shape(rowsOf(mapped, { ...all, text: "FETCH-3" }))).toEqual(["fetch-3"]);
  const failed = byId(call("a", 0, { state: "FAILED" }), call("a", 1), call("b", 2));
  expect(shape(rowsOf(failed, { ...all, states: new Set<StateType>(["FAILED"]) }))).toEqual(["a-0"]);
});

test("a call that runs reaches to now; one that was cancelled before it began has no length", () => {
  expect(spanOf(call("a", 5, { ended: null, state: "RUNNING" }), 50)).toEqual([5, 50]);
  expect(spanOf(call("a", 5, { started: null, ended: null, state: "CANCELLED" }), 50)).toEqual([5, 5]);
});
