import { expect, test } from "vitest";
import { runtimeRefusal } from "./runtime-refusal.ts";

test.each(["24.8.0", "24.21.0", "25.0.0", "26.1.0"])("Node %s is accepted", (node) => {
  expect(runtimeRefusal({ node })).toBeNull();
});

test.each(["0.12.18", "18.20.4", "20.20.2", "24.7.9"])(
  "Node %s is refused in one line that says what is needed",
  (node) => {
    expect(runtimeRefusal({ node })).toBe(`Sluice needs Node 24.8 or later; this is Node ${node}.`);
  },
);

test("Bun and Deno are refused by name, whatever Node they claim to be", () => {
  expect(runtimeRefusal({ node: "24.9.0", bun: "1.3.0" })).toMatch(/this is bun 1\.3\.0/);
  expect(runtimeRefusal({ node: "24.9.0", deno: "2.5.0" })).toMatch(/this is deno 2\.5\.0/);
});
