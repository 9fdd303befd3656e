import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { SerializationError } from "../errors.ts";
import { compressed } from "./compressed.ts";
import { json } from "./json.ts";
import { hasSerializer, registerSerializer, serializerNamed } from "./registry.ts";

test("serializers are found by the name that is stored beside their texts", () => {
  expect(serializerNamed("rich").name).toBe("rich");
  expect(serializerNamed("json")).toBe(json);
});

test("a serializer of the user's is found once it is registered, also compressed", () => {
  registerSerializer({ name: "shouted", encode: (value) => `${String(value)}!`, decode: (text) => text.slice(0, -1) });
  expect(serializerNamed("shouted").encode("abc")).toBe("abc!");
  expect(serializerNamed("compressed/shouted").decode(serializerNamed("compressed/shouted").encode("abc"))).toBe("abc");
  expect([hasSerializer("compressed/shouted"), hasSerializer("pickle")]).toEqual([true, false]);
});

test("what a serializer of the user's throws says by which one and why", () => {
  const broken = () => {
    throw new RangeError("too long");
  };
  registerSerializer({ name: "broken", encode: broken, decode: broken });
  expect(() => serializerNamed("broken").encode(1)).toThrow(SerializationError);
  expect(() => serializerNamed("broken").decode("")).toThrow(
    'While a stored value was read by the serializer "broken": RangeError: too long',
  );
});

test("an unknown serializer is named, with those that are known", () => {
  expect(() => serializerNamed("pickle")).toThrow(/no serializer "pickle" here \(known: rich, json/);
  expect(() => serializerNamed("compressed/pickle")).toThrow(SerializationError);
  expect(() => registerSerializer({ ...json, name: "compressed/x" })).toThrow(/is no name/);
});

describe("a compressed serializer", () => {
  const value = { words: Array.from({ length: 1000 }, (_, index) => `word ${index % 7}`) };

  test.each(["brotli", "gzip"] as const)("with %s makes less of it and gives it back", (algorithm) => {
    const serializer = compressed(json, { algorithm });
    const text = serializer.encode(value);
    expect(text.length).toBeLessThan(json.encode(value).length / 10);
    expect(serializerNamed("compressed/json").decode(text)).toEqual(value);
  });

  test("reads what Prefect's compressed serializer wrote with gzip", () => {
    expect(serializerNamed("compressed/json").decode(gzipSync('{"a":1}').toString("base64"))).toEqual({ a: 1 });
  });

  test("refuses a text that is made to fill the memory, and one that is damaged", () => {
    const bomb = compressed(json).encode("0".repeat(1_000_000));
    expect(() => compressed(json, { maxBytes: 1000 }).decode(bomb)).toThrow(SerializationError);
    expect(() => compressed(json).decode("br:AAAA")).toThrow(/neither brotli nor gzip/);
  });
});
