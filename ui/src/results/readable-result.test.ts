import { stringify } from "devalue";
import { expect, test } from "vitest";
import { readableResult } from "./readable-result.ts";

test("JSON and rich results are shown, with what JSON does not know as text", () => {
  expect(readableResult('{"a":1}', "json")).toEqual({ value: { a: 1 } });
  const rich = { at: new Date(0), big: 9n, map: new Map([["k", new Set([1])]]), none: undefined, not: Number.NaN };
  expect(readableResult(stringify(rich), "rich")).toEqual({
    value: {
      at: "1970-01-01T00:00:00.000Z",
      big: "9n",
      map: { Map: [["k", { Set: [1] }]] },
      none: "undefined",
      not: "NaN",
    },
  });
});

test("an instance of a class that is not here is shown under its kind, and a cycle comes to an end", () => {
  const text = stringify(
    { error: new TypeError("bad") },
    { Error: (value) => value instanceof Error && ["TypeError", { message: value.message }] },
  );
  expect(readableResult(text, "rich")).toEqual({ value: { error: { Error: ["TypeError", { message: "bad" }] } } });
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  expect(readableResult(stringify(cycle), "rich")).toEqual({ value: { self: "(itself)" } });
});

test("what cannot be read is not shown", () => {
  expect(readableResult("{", "json")).toBeUndefined();
  expect(readableResult("x", "rich")).toBeUndefined();
});
