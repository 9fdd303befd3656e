import { expect, test } from "vitest";
import { className, kindOf } from "./kind-of.ts";
import { pathText } from "./path-text.ts";

test.each([
  [null, "null"],
  [undefined, "undefined"],
  [() => 1, "a function"],
  [1n, "a bigint"],
  [{}, "an Object"],
  [Object.create(null), "an Object"],
  [new Map(), "a Map"],
  [new AbortController().signal, "an AbortSignal"],
  [new (class {})(), "an Object"],
  [new (class Account extends Map {})(), "an Account"],
  [[1].values(), "an Array Iterator"],
  [new Proxy({}, {}), "a Proxy"],
])("a value is called what it is: %#", (value, kind) => {
  expect(kindOf(value)).toBe(kind);
});

test("naming a class never throws", () => {
  const hostile = Object.create({
    get constructor(): never {
      throw new Error("no");
    },
    get [Symbol.toStringTag](): never {
      throw new Error("no");
    },
  }) as object;
  expect([className(hostile), kindOf(hostile)]).toEqual(["", "an object"]);
});

test("a path is written as a TypeScript developer would, and a very long one without its middle", () => {
  expect(pathText("result", ["items", 3, "two words", "größe"])).toBe('result.items[3]["two words"].größe');
  expect(pathText("result", [])).toBe("result");
  expect(
    pathText(
      "a",
      Array.from({ length: 500 }, (_, depth) => `k${depth}`),
    ),
  ).toBe("a.k0.k1.k2.k3….k496.k497.k498.k499");
});
