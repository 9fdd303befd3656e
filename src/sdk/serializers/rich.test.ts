import fc from "fast-check";
import { Socket } from "node:net";
import { isDeepStrictEqual, types } from "node:util";
import { describe, expect, test } from "vitest";
import { Secret } from "../../lib/secret.ts";
import { isState, State } from "../state.ts";
import { FailedRun, SecretNotSerializable, SerializationError } from "../errors.ts";
import { rich } from "./rich.ts";
import { serializable } from "./serializable.ts";

const roundTrip = <T>(value: T): T => rich.decode(rich.encode(value)) as T;

const data = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
    }),
    fc.constantFrom(-0, NaN, undefined, /a+/gi, Infinity),
    fc.array(tie("any"), { maxLength: 4 }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  ),
})).any;

test("data comes back as it was, whatever it is", () => {
  fc.assert(
    fc.property(data, (value) => {
      fc.pre(!hasProtoKey(value));
      expect(isDeepStrictEqual(roundTrip(value), value)).toBe(true);
    }),
  );
});

test("addresses, invalid dates and buffers come back with their class", () => {
  const [url, query, date, buffer] = roundTrip([
    new URL("http://a/b?c"),
    new URLSearchParams("a=1"),
    new Date(NaN),
    Buffer.from("é"),
  ] as const);
  expect(url).toEqual(new URL("http://a/b?c"));
  expect(String(query)).toBe("a=1");
  expect(date.getTime()).toBeNaN();
  expect(Buffer.isBuffer(buffer) && buffer.toString()).toBe("é");
});

test("a part of a pooled buffer takes nothing of its neighbours along", () => {
  const pool = Buffer.from("secret-and-public");
  expect(rich.encode(pool.subarray(11))).toBe(rich.encode(Buffer.from("public")));
  const part = new Uint8Array(pool.buffer, pool.byteOffset + 11, 6);
  expect(rich.encode(part).length).toBeLessThan(100);
  expect(roundTrip(part)).toEqual(new Uint8Array(Buffer.from("public")));
});

test("cycles and shared references come back as such", () => {
  const parent: { children: unknown[]; self?: unknown } = { children: [] };
  parent.children.push({ parent }, parent.children);
  const back = roundTrip(parent);
  expect((back.children[0] as { parent: unknown }).parent).toBe(back);
  expect(back.children[1]).toBe(back.children);
});

class Money {
  readonly amount: bigint;
  readonly currency: string;
  owner?: unknown;
  constructor(amount: bigint, currency: string) {
    if (arguments.length === 0) throw new Error("constructed without arguments");
    this.amount = amount;
    this.currency = currency;
  }
  get text(): string {
    return `${this.amount} ${this.currency}`;
  }
}

class Temperature {
  readonly #kelvin: number;
  constructor(kelvin: number) {
    this.#kelvin = kelvin;
  }
  kelvin(): number {
    return this.#kelvin;
  }
}

class RateLimited extends Error {
  override readonly name = "RateLimited";
  readonly retryAfter: number;
  constructor(retryAfter: number, options?: ErrorOptions) {
    super(`come back in ${retryAfter} s`, options);
    this.retryAfter = retryAfter;
  }
}

serializable(Money);
serializable(Temperature, {
  name: "temperature",
  encode: (t) => t.kelvin(),
  decode: (kelvin) => new Temperature(kelvin),
});
serializable(RateLimited);

describe("a class given to serializable()", () => {
  test("comes back as itself, without its constructor being run", () => {
    const money = roundTrip({ price: new Money(5n, "EUR") }).price;
    expect(money).toBeInstanceOf(Money);
    expect(money.text).toBe("5 EUR");
  });

  test("with functions of its own comes back through them", () => {
    expect(roundTrip([new Temperature(300)])[0]?.kelvin()).toBe(300);
  });

  test("may be kept as nothing at all", () => {
    class Nothing {
      readonly made = Date.now();
    }
    serializable(Nothing, { encode: () => null, decode: () => new Nothing() });
    expect(rich.encode(new Nothing())).not.toContain("made");
    expect(roundTrip(new Nothing())).toBeInstanceOf(Nothing);
  });

  test("may hold itself", () => {
    const money = new Money(1n, "EUR");
    money.owner = { wallet: [money] };
    const back = roundTrip(money) as { owner: { wallet: unknown[] } };
    expect(back.owner.wallet[0]).toBe(back);
  });

  test("has a name that no other class may take", () => {
    expect(() => serializable(class {})).toThrow(/without a name/);
    expect(() => serializable(Money, { encode: String })).toThrow(/only one of encode and decode/);
  });

  test("that is not registered where the text is read is named with the remedy", () => {
    const text = rich.encode(new Money(1n, "EUR")).replace("Money", "Coins");
    expect(() => rich.decode(text)).toThrow(
      "A stored value is a Coins, which is not registered here: import the file that calls serializable(Coins).",
    );
  });
});

describe("an error (engine.md M2)", () => {
  test("of a registered class comes back as itself, with fields, cause and stack text", () => {
    const error = new RateLimited(3, { cause: new TypeError("inner") });
    const back = roundTrip(error);
    expect(back).toBeInstanceOf(RateLimited);
    expect(types.isNativeError(back)).toBe(true);
    expect(Object.entries(back)).toEqual(Object.entries(error));
    expect([back.message, back.stack]).toEqual([error.message, error.stack]);
    expect(back.cause).toBeInstanceOf(TypeError);
  });

  test("of another class comes back as a plain Error with the same name and fields", () => {
    class Unknown extends Error {
      override readonly name = "Unknown";
      readonly code = "E_UNKNOWN";
    }
    const back = roundTrip(new Unknown("what"));
    expect(Object.getPrototypeOf(back)).toBe(Error.prototype);
    expect([back.name, back.message, back.code, String(back)]).toEqual([
      "Unknown",
      "what",
      "E_UNKNOWN",
      "Unknown: what",
    ]);
  });

  test.each([new TypeError("a"), new RangeError("a"), new FailedRun("a"), new DOMException("a", "AbortError")])(
    "of the language or of ours comes back as itself: %s",
    (error) => {
      const back = roundTrip(error);
      expect(back).toBeInstanceOf(error.constructor);
      expect([back.name, back.message, "code" in back && back.code]).toEqual([
        error.name,
        error.message,
        "code" in error && error.code,
      ]);
    },
  );

  test("that holds several keeps them all", () => {
    const back = roundTrip(new AggregateError([new Error("one"), new RateLimited(2)], "both"));
    expect(back).toBeInstanceOf(AggregateError);
    expect(back.errors.map(String)).toEqual(["Error: one", "RateLimited: come back in 2 s"]);
  });

  test("may be its own cause", () => {
    const error = new Error("loop");
    error.cause = { error };
    const back = roundTrip(error);
    expect((back.cause as { error: unknown }).error).toBe(back);
  });

  test("of the system keeps errno and syscall", () => {
    const error = Object.assign(new Error("no file"), { errno: -2, code: "ENOENT", syscall: "open", path: "/x" });
    expect(Object.entries(roundTrip(error))).toEqual(Object.entries(error));
  });
});

describe("a value that cannot be kept", () => {
  const Unregistered = class Account {};
  test.each([
    [{ items: [0, 1, 2, { socket: new Socket() }] }, "result.items[3].socket is a Socket"],
    [{ "first name": [() => 1] }, 'result["first name"][0] is a function'],
    [[Promise.resolve(1)], "result[0] is a Promise"],
    [new Map([["k", Symbol("x")]]), "result.k is a symbol"],
    [new Set([new WeakMap()]), "result[0] is a WeakMap"],
    [{ account: new Unregistered() }, "result.account is an Account"],
    [{ users: new (class Users extends Map {})() }, "result.users is an Users"],
    [new Error("x", { cause: { socket: new Socket() } }), "result.cause.socket is a Socket"],
    [new Proxy([], {}), "result is a Proxy"],
  ])("is refused with path and type: %#", (value, reason) => {
    expect(() => rich.encode(value)).toThrow(SerializationError);
    expect(() => rich.encode(value)).toThrow(`${reason}, which cannot be stored`);
  });

  test("because a getter throws or it is too deep is refused in the same way", () => {
    const getter = Object.defineProperty({}, "a", {
      enumerable: true,
      get: () => {
        throw new TypeError("not open");
      },
    });
    let deep: unknown = null;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(() => rich.encode(getter)).toThrow(SerializationError);
    expect(() => rich.encode(getter)).toThrow("While result was encoded: TypeError: not open");
    expect(() => rich.encode(deep)).toThrow(SerializationError);
  });

  test("has an error of its own where it is a secret (engine.md M3)", () => {
    expect(() => rich.encode({ db: { password: new Secret("hunter2") } })).toThrow(SecretNotSerializable);
    expect(() => rich.encode({ db: { password: new Secret("hunter2") } })).toThrow("result.db.password is a Secret");
  });
});

describe("reading", () => {
  test.each(["", "{}", "[", '[["Nothing",1]]', '[{"__proto__":1},{}]', "[[5]]", '[["Error",1],["Error"]]'])(
    "refuses %j",
    (text) => {
      expect(() => rich.decode(text)).toThrow(SerializationError);
    },
  );

  test("calls no setter and no constructor", () => {
    let calls = 0;
    class Account {
      constructor() {
        calls++;
      }
      set amount(_value: number) {
        calls++;
      }
    }
    serializable(Account);
    const stored = Object.defineProperty(new Account(), "amount", { value: 3, enumerable: true });
    calls = 0;
    expect(roundTrip(stored)).toEqual(stored);
    expect(calls).toBe(0);
  });
});

/** devalue refuses fields named `__proto__`, and so do we. */
function hasProtoKey(value: unknown): boolean {
  return (
    JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? "0" : deepKeys(item)))?.includes(
      "__proto__",
    ) ?? false
  );
}

function deepKeys(value: unknown): unknown {
  if (value instanceof Map) return [...value];
  if (value instanceof Set) return [...value];
  if (typeof value === "object" && value !== null && Object.hasOwn(value, "__proto__")) return ["__proto__"];
  return value;
}

test("states come back as states, with the values and errors behind them", async () => {
  const states = [
    new State({ type: "COMPLETED", value: { kind: "value", value: new Map([["a", 1n]]) } }),
    new State({ type: "FAILED", message: "no", value: { kind: "error", error: new RangeError("too far") } }),
  ];
  const [completed, failed] = rich.decode(rich.encode(states)) as [State, State];
  expect([isState(completed), completed.isCompleted(), String(failed)]).toEqual([true, true, "Failed('no')"]);
  expect(await completed.result()).toEqual(new Map([["a", 1n]]));
  await expect(failed.result()).rejects.toThrow(RangeError);
  expect([completed.id, completed.timestamp]).toEqual([states[0]!.id, states[0]!.timestamp]);
});

test("a state whose value is still in the store is not kept in the place of its value", () => {
  const state = new State({ type: "COMPLETED", value: { kind: "stored", load: () => Promise.resolve(1) } });
  expect(() => rich.encode([state])).toThrow("result[0] is a State, which cannot be stored");
});
