import { expect, test } from "vitest";
import { differencesOf } from "./differences.ts";

test("equal values differ nowhere, whatever the order of their keys", () => {
  expect(differencesOf({ a: [1, { b: null }], c: "x" }, { c: "x", a: [1, { b: null }] })).toEqual([]);
});

test("differences are told at the smallest parts, with what is missing as undefined", () => {
  expect(differencesOf({ a: { b: 1 }, list: [1, 2], gone: 0 }, { a: { b: 2 }, list: [1] })).toEqual([
    { path: "a.b", left: 1, right: 2 },
    { path: "list[1]", left: 2, right: undefined },
    { path: "gone", left: 0, right: undefined },
  ]);
});

test("a list is not an object with numbers", () => {
  expect(differencesOf([], {})).toEqual([{ path: "", left: [], right: {} }]);
});
