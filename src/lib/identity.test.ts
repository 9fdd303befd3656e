import { parse } from "devalue";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { argumentsText } from "./canonical.ts";
import { callIdentity, dynamicKey, nestedScope, taskKey } from "./identity.ts";
import golden from "./identity.golden.json" with { type: "json" };

describe("identities never change: a stored run is resumed by a later version (engine.md I1)", () => {
  test.each(golden)("$what", ({ scope, name, key, arguments: encoded, ordinal, ...expected }) => {
    const identity =
      key === undefined
        ? callIdentity({ scope, name, text: argumentsText(parse(encoded) as unknown[]).text, ordinal })
        : callIdentity({ scope, name, key });
    expect(identity).toBe(expected.identity);
    expect(dynamicKey(identity)).toBe(expected.dynamicKey);
  });

  test("of a task's key too (engine.md I4)", () => {
    expect(taskKey("shop", "fetch-page")).toBe("fetch-page-13c7945e");
  });
});

test("no two calls that differ in a part share an identity, however their parts are split", () => {
  const part = fc.string({ maxLength: 3, unit: fc.constantFrom("a", "|", ":", "1") });
  const call = fc.record({ scope: part, name: part, text: part, ordinal: fc.nat(2) });
  fc.assert(
    fc.property(call, call, (left, right) => {
      const isEqual = JSON.stringify(left) === JSON.stringify(right);
      expect(callIdentity(left) === callIdentity(right)).toBe(isEqual);
    }),
  );
});

test("a key of the user's is never the identity of a call with arguments", () => {
  const text = argumentsText(["x"]).text;
  expect(callIdentity({ scope: "", name: "a", key: text })).not.toBe(
    callIdentity({ scope: "", name: "a", text, ordinal: 0 }),
  );
});

test("a scope separates the calls inside it from those outside and in other scopes", () => {
  const scopes = ["", nestedScope("", "a"), nestedScope("", "b"), nestedScope(nestedScope("", "a"), "b")];
  const identities = scopes.map((scope) => callIdentity({ scope, name: "t", key: "k" }));
  expect(new Set(identities).size).toBe(4);
});

test("dynamic keys are 24 lower-case base32 characters, and carry the generation after the first", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 99 }), (key, generation) => {
      const identity = callIdentity({ scope: "", name: "t", key });
      expect(dynamicKey(identity)).toMatch(/^[a-z2-7]{24}$/);
      expect(dynamicKey(identity, generation)).toBe(`${dynamicKey(identity)}.${generation}`);
    }),
  );
});

test("base32 is that of RFC 4648", () => {
  const hex = Buffer.from("foobarfoobarfoo").toString("hex"); // 15 bytes: no padding
  expect(dynamicKey(hex)).toBe("mzxw6ytbojtg633cmfzgm33p");
});

test("task keys differ by package", () => {
  expect(taskKey("shop", "send")).toMatch(/^send-[0-9a-f]{8}$/);
  expect(taskKey("shop", "send")).not.toBe(taskKey("crm", "send"));
});
