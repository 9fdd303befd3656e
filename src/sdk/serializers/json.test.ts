import { describe, expect, test } from "vitest";
import { Secret } from "../../lib/secret.ts";
import { SecretNotSerializable, SerializationError } from "../errors.ts";
import { json } from "./json.ts";

test("what JSON can say comes back as it was", () => {
  const value = { a: [1, 2.5, null, true, "é"], b: { c: {} } };
  expect(json.encode(value)).toBe(JSON.stringify(value));
  expect(json.decode(json.encode(value))).toEqual(value);
});

test("undefined becomes null, as Python has None", () => {
  expect(json.encode(undefined)).toBe("null");
});

test("a date and what else has a toJSON is stored as what that gives", () => {
  expect(json.encode({ at: new Date(0), to: new URL("http://a/") })).toBe(
    '{"at":"1970-01-01T00:00:00.000Z","to":"http://a/"}',
  );
});

describe("an exception", () => {
  test("has the shape of Prefect's JSON serializer, and a class that Python can import", () => {
    expect(JSON.parse(json.encode(new RangeError("too far")))).toEqual({
      __exc_type__: "builtins.Exception",
      message: "too far",
      name: "RangeError",
    });
    expect(JSON.parse(json.encode(new TypeError("no"))).__exc_type__).toBe("builtins.TypeError");
  });

  test("of ours comes back with its name", () => {
    const [back] = json.decode(json.encode([new RangeError("too far")])) as [Error];
    expect(String(back)).toBe("RangeError: too far");
  });

  test("of Python's comes back as an Error with the name of its class", () => {
    const back = json.decode('{"__exc_type__": "my.module.NotThere", "message": "gone"}');
    expect(back).toBeInstanceOf(Error);
    expect(String(back)).toBe("NotThere: gone");
  });
});

describe("what JSON would change silently is refused with path and type", () => {
  const loop: unknown[] = [];
  loop.push({ loop });
  test.each([
    [{ a: [1n] }, "result.a[0] is a bigint"],
    [[NaN], "result[0] is NaN"],
    [{ m: new Map() }, "result.m is a Map"],
    [{ f: () => 1 }, "result.f is a function"],
    [{ bytes: new Uint8Array(2) }, "result.bytes is an Uint8Array"],
    [loop, "result[0].loop is a reference to what holds it"],
  ])("%#", (value, reason) => {
    expect(() => json.encode(value)).toThrow(SerializationError);
    expect(() => json.encode(value)).toThrow(reason);
  });

  test("a secret with an error of its own", () => {
    expect(() => json.encode({ a: new Secret("x") })).toThrow(SecretNotSerializable);
  });
});

test("a text that is no JSON is refused", () => {
  expect(() => json.decode("gAWVBg==")).toThrow(SerializationError);
});
