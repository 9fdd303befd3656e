import { describe, expect, test } from "vitest";
import { nameArguments, signatureOf } from "./signature.ts";

const names = (fn: (...args: never[]) => unknown): string[] => signatureOf(fn).parameters.map(({ name }) => name);

describe("the parameters of a function, read from its text", () => {
  test.each<[string, (...args: never[]) => unknown, string[]]>([
    [
      "a declaration",
      function named(a: number, b: string) {
        return [a, b];
      },
      ["a", "b"],
    ],
    ["an arrow function", (a: number) => a, ["a"]],
    ["an async arrow function", async (a: number, b = 2) => [a, b], ["a", "b"]],
    [
      "a generator",
      function* generate(a: number) {
        yield a;
      },
      ["a"],
    ],
    [
      "an async generator",
      async function* (first: string, ...rest: number[]) {
        yield [first, rest];
      },
      ["first", "rest"],
    ],
    [
      "a method",
      {
        method(a: number) {
          return a;
        },
      }.method,
      ["a"],
    ],
    [
      "an async method with a computed name",
      {
        async ["some name"](a: number) {
          return a;
        },
      }["some name"],
      ["a"],
    ],
    [
      "a method of a class that uses super and private names",
      class A extends Object {
        #x = 1;
        m(a: number) {
          return [super.valueOf(), this.#x, a];
        }
      }.prototype.m,
      ["a"],
    ],
    ["a pattern", ({ a }: { a: number }, [b]: number[]) => [a, b], ["arg0", "arg1"]],
    ["a bound function, which has no text", ((a: number, b: number) => a + b).bind(null), ["arg0", "arg1"]],
    ["a native function", Math.max as (...args: never[]) => unknown, ["arg0", "arg1"]],
  ])("%s", (_what, fn, expected) => {
    expect(names(fn)).toEqual(expected);
  });

  test("defaults that are written out are known, others are not", () => {
    const now = () => 1;
    const fn = (a = 1, b = -2.5, c = "x", d = null, e = [1, { f: true }], g = now(), h = `t`) => [a, b, c, d, e, g, h];
    const defaults = signatureOf(fn).parameters.map((parameter) =>
      "defaultValue" in parameter ? parameter.defaultValue : "?",
    );
    expect(defaults).toEqual([1, -2.5, "x", null, [1, { f: true }], "?", "t"]);
    expect(signatureOf(fn).parameters.every(({ isOptional }) => isOptional)).toBe(true);
  });

  test("a single object pattern takes named parameters, also with a default", () => {
    expect(signatureOf(({ a }: { a: number }) => a).takesObject).toBe(true);
    expect(signatureOf(({ a = 1 }: { a?: number } = {}) => a).takesObject).toBe(true);
    expect(signatureOf(({ a }: { a: number }, b: number) => a + b).takesObject).toBe(false);
  });
});

describe("naming arguments", () => {
  const signature = signatureOf((a: number, b = 2, ...rest: number[]) => [a, b, rest]);

  test.each<[unknown[], Record<string, unknown>]>([
    [[1], { a: 1, b: 2, rest: [] }],
    [[1, undefined, 3, 4], { a: 1, b: 2, rest: [3, 4] }],
    [[], { a: undefined, b: 2, rest: [] }],
  ])("%j", (args, expected) => {
    expect(nameArguments(signature, args)).toEqual(expected);
  });

  test("what has no parameter is named by its place", () => {
    expect(
      nameArguments(
        signatureOf((a: number) => a),
        [1, 2],
      ),
    ).toEqual({ a: 1, arg1: 2 });
  });
});
