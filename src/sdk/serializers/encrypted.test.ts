import { describe, expect, test } from "vitest";
import { encrypted } from "./encrypted.ts";
import { rich } from "./rich.ts";

const keyed = (key: string) => encrypted(rich, () => key);

describe("the encrypting serializer", () => {
  test("gives back what it was given, and its text tells nothing of it", () => {
    const value = { token: "hunter2", list: new Set([1, 2]) };
    const text = keyed("k").encode(value);
    expect(Buffer.from(text, "base64").includes("hunter2")).toBe(false);
    expect(keyed("k").decode(text)).toEqual(value);
  });

  test("never makes the same text twice", () => {
    expect(keyed("k").encode("same")).not.toBe(keyed("k").encode("same"));
  });

  test("refuses another key, and a text that was changed, naming the remedy", () => {
    const text = keyed("k").encode("value");
    expect(() => keyed("other").decode(text)).toThrow(/another key.*SLUICE_SECRET_KEY/);
    const changed = Buffer.from(text, "base64");
    changed[14]! ^= 1;
    expect(() => keyed("k").decode(changed.toString("base64"))).toThrow(/was changed/);
  });
});
