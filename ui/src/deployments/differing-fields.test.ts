import { expect, test } from "vitest";
import { differingFields } from "./differing-fields.ts";

test("fields that differ come by name; what one side lacks is null", () => {
  expect(differingFields({ path: "a", entrypoint: "x", same: 1 }, { path: "b", same: 1, version: "2" })).toEqual([
    { name: "entrypoint", before: "x", after: null },
    { name: "path", before: "a", after: "b" },
    { name: "version", before: null, after: "2" },
  ]);
});

test("the order of keys is no difference, the order of a list is", () => {
  expect(differingFields({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).toEqual([]);
  expect(differingFields({ a: [1, 2] }, { a: [2, 1] })).toHaveLength(1);
});
