import { expect, test } from "vitest";
import { rowsOf } from "./table-rows.ts";

test("a table is rows, lists or columns, also as a JSON text", () => {
  const rows = [
    { a: 1, b: 2 },
    { a: 3, b: 4 },
  ];
  expect(rowsOf(rows)).toEqual(rows);
  expect(rowsOf(JSON.stringify(rows))).toEqual(rows);
  expect(rowsOf({ a: [1, 3], b: [2, 4] })).toEqual(rows);
  expect(rowsOf([[1, 2]])).toEqual([{ 0: 1, 1: 2 }]);
  expect(rowsOf(["x", null])).toEqual([{ value: "x" }, { value: null }]);
});

test("what is no table is none", () => {
  for (const value of ["text", "{", 7, null, { a: 1 }]) expect(rowsOf(value)).toBeUndefined();
});
