import { expect, test } from "vitest";
import { type JsonSchema, kindOf, propertiesOf, resolved, withDefaults } from "./json-schema.ts";

const root: JsonSchema = {
  type: "object",
  properties: {
    size: { allOf: [{ $ref: "#/definitions/Size" }], default: "small", title: "How large", position: 1 },
    until: { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }], position: 0 },
    tree: { $ref: "#/$defs/Tree" },
  },
  definitions: { Size: { enum: ["small", "large"], title: "Size" } },
  $defs: { Tree: { type: "object", properties: { left: { $ref: "#/$defs/Tree" } } }, Loop: { $ref: "#/$defs/Loop" } },
};

test("references and optional values are what they stand for, under their own title", () => {
  const { size, until } = root.properties!;
  expect(resolved(size!, root)).toEqual({
    enum: ["small", "large"],
    default: "small",
    title: "How large",
    position: 1,
  });
  expect(kindOf(resolved(size!, root))).toBe("choice");
  expect(kindOf(resolved(until!, root))).toBe("time");
});

test("a reference to itself, and one that leads nowhere, come to an end", () => {
  expect(resolved({ $ref: "#/$defs/Loop" }, root)).toEqual({});
  expect(resolved({ $ref: "#/$defs/Nothing" }, root)).toEqual({});
});

test.each<[JsonSchema, string]>([
  [{ type: "string" }, "text"],
  [{ type: "string", format: "password" }, "secret"],
  [{ type: ["integer", "null"] }, "integer"],
  [{ type: "boolean" }, "switch"],
  [{ type: "array", items: { type: "string" } }, "list"],
  [{ type: "array" }, "json"],
  [{ type: "object", additionalProperties: { type: "string" } }, "json"],
  [{ properties: { a: {} } }, "group"],
  [{ anyOf: [{ type: "string" }, { type: "number" }] }, "json"],
])("%j is typed in as %s", (schema, kind) => {
  expect(kindOf(schema)).toBe(kind);
});

test("properties come in their author's order, defaults below what is given", () => {
  expect(propertiesOf(root).map(([name]) => name)).toEqual(["until", "size", "tree"]);
  expect(withDefaults(root, { until: "x" })).toEqual({ size: "small", until: "x" });
  expect(withDefaults(root, { size: "large" })).toEqual({ size: "large" });
});
