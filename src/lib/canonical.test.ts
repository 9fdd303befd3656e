import fc from "fast-check";
import { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { argumentsText, canonicalText } from "./canonical.ts";
import { Secret } from "./secret.ts";

const textOf = (value: unknown): string => canonicalText(value).text;

/** Data of every kind that structuredClone keeps, apart from errors (their stacks differ). */
const data = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, undefined, true, false, NaN, Infinity, -Infinity, 0, -0, "", "\ud800"),
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    fc.string({ unit: "grapheme" }),
    fc.date(),
    fc.uint8Array({ maxLength: 80 }),
    fc.float32Array({ maxLength: 5 }),
    fc.constantFrom(/a/, /a/g, /b/),
    fc.array(tie("any"), { maxLength: 4 }),
    fc.sparseArray(tie("any"), { maxNumElements: 4 }),
    fc.dictionary(fc.string(), tie("any"), { maxKeys: 4, noNullPrototype: true }),
    fc.array(fc.tuple(tie("any"), tie("any")), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie("any"), { maxLength: 3 }).map((items) => new Set(items)),
  ),
})).any;

describe("the canonical text (engine.md I3)", () => {
  test("is the same for a copy of the value", () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(canonicalText(structuredClone(value))).toEqual(canonicalText(value));
      }),
    );
  });

  test("differs whenever the values differ, and only then", () => {
    fc.assert(
      fc.property(data, data, (left, right) => {
        expect(textOf(left) === textOf(right)).toBe(isSame(left, right));
      }),
      { numRuns: 500 },
    );
  });

  test("is the same whatever the order of keys, of Map entries and of Set items", () => {
    const shuffled = fc.dictionary(fc.string(), data, { noNullPrototype: true }).map((fields) => ({
      fields,
      reversed: Object.fromEntries(Object.entries(fields).toReversed()),
    }));
    fc.assert(
      fc.property(shuffled, ({ fields, reversed }) => {
        expect(textOf(reversed)).toBe(textOf(fields));
        expect(textOf(new Map(Object.entries(reversed)))).toBe(textOf(new Map(Object.entries(fields))));
        expect(textOf(new Set(Object.keys(reversed)))).toBe(textOf(new Set(Object.keys(fields))));
      }),
    );
  });

  test("of data is never weak", () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(canonicalText(value).weak).toBeNull();
      }),
    );
  });

  test.each([
    ["undefined and a missing field", { a: undefined }, {}],
    ["a hole and undefined", [undefined], Array(1)],
    ["a number and its text", 1, "1"],
    ["a number and a bigint", 1, 1n],
    ["0 and -0", 0, -0],
    ["an array and an object with its indices", ["a"], { 0: "a" }],
    ["two splits of one text", ["ab", "c"], ["a", "bc"]],
    ["nesting", [[1], 2], [[1, 2]]],
    ["a Map and an object", new Map([["a", 1]]), { a: 1 }],
    ["a Map and a Set of its entries", new Map([["a", 1]]), new Set([["a", 1]])],
    ["a boxed and a bare string", Object("a"), "a"],
    ["a date and its time", new Date(5), 5],
    ["a lone surrogate and the replacement character", "\ud800", "\ufffd"],
    ["two views of the same bytes", new Uint8Array([1, 2]), new Int8Array([1, 2])],
    ["long bytes", new Uint8Array(1000), new Uint8Array(1001)],
    ["long texts", "a".repeat(5000), "a".repeat(5001)],
    ["errors by message", new Error("a"), new Error("b")],
    ["errors by class", new Error("a"), new TypeError("a")],
    ["errors by code", Object.assign(new Error("a"), { code: 1 }), Object.assign(new Error("a"), { code: 2 })],
    ["errors by cause", new Error("a", { cause: 1 }), new Error("a")],
    ["URLs", new URL("http://a/"), new URL("http://b/")],
    ["a URL and its text", new URL("http://a/"), "http://a/"],
  ])("tells apart %s", (_what, left, right) => {
    expect(textOf(left)).not.toBe(textOf(right));
  });

  test("holds the class name and own fields of an instance, not its symbol keys", () => {
    class Point {
      x = 1;
      readonly note = Object.defineProperty({}, Symbol("note"), { value: Math.random(), enumerable: true });
    }
    class Place {
      x = 1;
    }
    expect(textOf(new Point())).toBe(textOf(new Point()));
    expect(textOf(new Point())).not.toBe(textOf(new Place()));
    expect(textOf(new Place())).not.toBe(textOf({ x: 1 }));
    expect(canonicalText(new Point()).weak).toBeNull();
  });

  test("of a shared reference is that of two copies", () => {
    const shared = { a: [1] };
    expect(textOf([shared, shared])).toBe(textOf([{ a: [1] }, { a: [1] }]));
  });

  test("of a cycle ends, and is that of an equal cycle", () => {
    const loop = (name: string) => {
      const parent: Record<string, unknown> = { name };
      parent["children"] = [{ parent }, new Map([["up", parent]])];
      return parent;
    };
    expect(textOf(loop("a"))).toBe(textOf(loop("a")));
    expect(textOf(loop("a"))).not.toBe(textOf(loop("b")));
    expect(canonicalText(loop("a")).weak).toBeNull();
  });

  test("takes no exponential time or space for references shared in layers", () => {
    let layers: unknown = ["seed"];
    for (let depth = 0; depth < 300; depth++) layers = [layers, layers];
    expect(textOf(layers).length).toBeLessThan(10_000);
  });

  test("of a value nested beyond all measure ends, and is weak", () => {
    let list: unknown = null;
    for (let depth = 0; depth < 100_000; depth++) list = { list };
    expect(canonicalText(list).weak).toMatch(/is nested more than 500 levels deep$/);
  });

  test("of an array with a huge hole takes no time", () => {
    const sparse: number[] = [];
    sparse[4_000_000_000] = 1;
    expect(canonicalText(sparse).weak).toBeNull();
  });
});

describe("a weak value", () => {
  test.each([
    ["a function", [() => 1], "argument 1 is a function"],
    ["a promise", [1, Promise.resolve()], "argument 2 is a Promise"],
    ["a stream", [{ input: new PassThrough() }], "argument 1.input is a PassThrough"],
    ["a socket", [{ items: [0, { socket: new Socket() }] }], "argument 1.items[1].socket is a Socket"],
    ["a WeakMap", [new WeakMap()], "argument 1 is a WeakMap"],
    ["a proxy", [new Proxy({}, {})], "argument 1 is a Proxy"],
    ["an abort signal", [new AbortController().signal], "argument 1 is an AbortSignal"],
    ["a unique symbol", [Symbol("x")], "argument 1 is a symbol"],
    ["an iterator", [[1].values()], "argument 1 is an Array Iterator"],
    ["a generator", [(function* () {})()], "argument 1 is a Generator"],
    ["a value in a map", [new Map([["k", () => 1]])], "argument 1[0][1] is a function"],
  ])("says why: %s", (_what, values, reason) => {
    expect(argumentsText(values).weak).toBe(reason);
  });

  test("of private state says how to give it an identity", () => {
    class Pool {
      #size = 3;
      size = () => this.#size;
    }
    class Hidden {
      #size = 3;
      get size(): number {
        return this.#size;
      }
    }
    expect(argumentsText([new Hidden()]).weak).toBe(
      "argument 1 is a Hidden without visible fields; give it an identity() method",
    );
    expect(argumentsText([new Pool()]).weak).toBe("argument 1.size is a function");
  });

  test("is what a throwing getter or trap makes, without throwing", () => {
    const getter = Object.defineProperty({}, "a", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no");
        },
      },
    );
    const name = Object.create({
      get constructor(): never {
        throw new Error("no");
      },
    });
    expect(canonicalText({ getter }).weak).toBe("value.getter.a cannot be read");
    expect(canonicalText(trap).weak).toBe("value is a Proxy");
    expect(() => canonicalText(name)).not.toThrow();
  });
});

describe("a value with an identity() method", () => {
  class Client {
    readonly socket = new Socket();
    readonly url: string;
    constructor(url: string) {
      this.url = url;
    }
    identity(): unknown {
      return { url: this.url };
    }
  }

  test("contributes what it returns, and is not weak", () => {
    expect(canonicalText(new Client("a"))).toEqual(canonicalText(new Client("a")));
    expect(textOf(new Client("a"))).not.toBe(textOf(new Client("b")));
    expect(canonicalText(new Client("a")).weak).toBeNull();
  });

  test("that throws is weak and says what it threw", () => {
    const broken = {
      identity: () => {
        throw new Error("not open");
      },
    };
    expect(argumentsText([broken]).weak).toBe("argument 1 cannot be read (not open)");
  });
});

describe("a secret (engine.md M3)", () => {
  test("contributes a keyed hash: equal secrets are equal, and the value is not in the text", () => {
    const text = (value: string, secretKey: string) => canonicalText([new Secret(value)], { secretKey });
    expect(text("hunter2", "k")).toEqual(text("hunter2", "k"));
    expect(text("hunter2", "k").text).not.toBe(text("hunter3", "k").text);
    expect(text("hunter2", "k").text).not.toBe(text("hunter2", "l").text);
    expect(text("hunter2", "k").text).not.toContain("hunter2");
    expect(text("hunter2", "k").weak).toBeNull();
  });

  test("without a key makes the value weak, and its text tells nothing", () => {
    expect(argumentsText([new Secret("a")]).text).toBe(argumentsText([new Secret("b")]).text);
    expect(argumentsText([new Secret("a")]).weak).toBe("argument 1 is a Secret");
  });
});

test("futures are replaced by what the engine says, wherever they are", () => {
  class Future {
    readonly upstream: string;
    constructor(upstream: string) {
      this.upstream = upstream;
    }
  }
  const replace = (value: object) => (value instanceof Future ? { text: value.upstream } : undefined);
  const text = (upstream: string) => canonicalText([{ a: new Future(upstream) }], { replace });
  expect(text("one")).toEqual(text("one"));
  expect(text("one").text).not.toBe(text("two").text);
  expect(text("one").text).not.toBe(canonicalText([{ a: "one" }]).text);
});

/** Deep equality that tells 0 from -0, holes from undefined, and compares Map and Set without order. */
function isSame(left: unknown, right: unknown): boolean {
  try {
    expect(left).toStrictEqual(right);
    return true;
  } catch {
    return false;
  }
}
