import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { isSecret, keyedHash, Secret } from "./secret.ts";

test("a secret shows its value to nobody but reveal()", () => {
  const token = new Secret("hunter2");
  const shown = [
    String(token),
    "".concat(token as never),
    JSON.stringify({ token }),
    inspect({ token }),
    format("%s %o %j", token, token, token),
  ];
  expect(shown.join()).not.toContain("hunter2");
  expect(JSON.stringify(structuredClone({ token }))).not.toContain("hunter2");
  expect(Object.keys(token)).toEqual([]);
  expect(token.reveal()).toBe("hunter2");
});

test("a secret is known by its brand, also when it comes from another copy of the package", () => {
  const foreign = Object.defineProperty({}, Symbol.for("sluice/secret"), { value: true });
  expect([new Secret(1), foreign, {}, null, "secret"].map(isSecret)).toEqual([true, true, false, false, false]);
});

test("a keyed hash differs by key and by text", () => {
  expect(keyedHash("a", "k")).toBe(keyedHash("a", "k"));
  expect(new Set([keyedHash("a", "k"), keyedHash("b", "k"), keyedHash("a", "l")]).size).toBe(3);
});
