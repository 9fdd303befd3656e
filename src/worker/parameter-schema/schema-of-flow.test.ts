import { expect, test } from "vitest";
import type { JsonObject } from "../../lib/json.ts";
import { type Flow, flowDefinition } from "../../sdk/flow.ts";
import { flows } from "./fixtures/signatures.ts";
import { schemaOfFlow } from "./schema-of-flow.ts";

/** The schema of a flow's parameters, without what is the same for all. */
function schemaOf(name: keyof typeof flows): JsonObject {
  return schemaOfFlow(flowDefinition(flows[name] as unknown as Flow));
}

/** The types of its parameters in their order, without names and positions. */
function typesOf(name: keyof typeof flows): JsonObject[] {
  const { properties } = schemaOf(name) as { properties: Record<string, JsonObject> };
  return Object.values(properties).map(({ title: _, position: __, ...type }) => type);
}

const place = {
  type: "object",
  properties: {
    latitude: { type: "number", description: "Degrees north.", minimum: -90, maximum: 90 },
    longitude: { type: "number" },
    label: { type: "string" },
  },
  required: ["latitude", "longitude"],
};

test.each<[keyof typeof flows, JsonObject[]]>([
  ["primitives", [{ type: "string" }, { type: "number" }, { type: "boolean" }, { type: "integer" }]],
  [
    "defaults",
    [
      { type: "number", default: 10 },
      { type: "string", default: "x" },
      { type: "boolean", default: true },
    ],
  ],
  ["optional", [{ type: "string" }, { type: "number" }]],
  ["literals", [{ type: "string", enum: ["level-1", "level-2", "level-3"] }, { const: 1 }, { enum: ["a", 2] }]],
  ["nullable", [{ anyOf: [{ type: "null" }, { type: "string" }] }, { type: "number" }]],
  ["union", [{ anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }] }]],
  ["mixed", [{ anyOf: [{ type: "string", enum: ["auto", "off"] }, { type: "number" }] }]],
  [
    "arrays",
    [
      { type: "array", items: { type: "string" } },
      { type: "array", items: { type: "array", items: { type: "number" } } },
      { type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } },
    ],
  ],
  [
    "tuple",
    [
      { type: "array", prefixItems: [{ type: "number" }, { type: "number" }], minItems: 1, maxItems: 2 },
      { type: "array", prefixItems: [{ type: "string" }], minItems: 1, items: { type: "number" } },
    ],
  ],
  [
    "inline",
    [{ type: "object", properties: { host: { type: "string" }, port: { type: "number" } }, required: ["host"] }],
  ],
  ["imported", [place]],
  ["dictionary", [{ type: "object", additionalProperties: { type: "number" } }]],
  [
    "date",
    [
      { type: "string", format: "date-time" },
      { type: "string", format: "uri" },
    ],
  ],
  ["enumeration", [{ type: "string", enum: ["bleu", "rouge"] }]],
  ["recursive", [{ $ref: "#/definitions/Tree" }]],
  ["branded", [{ type: "string" }]],
  [
    "generic",
    [
      {
        type: "object",
        properties: {
          items: { type: "array", items: { type: "number" } },
          next: { anyOf: [{ type: "null" }, { type: "string" }] },
        },
        required: ["items", "next"],
      },
    ],
  ],
  ["utility", [{ type: "object", properties: { latitude: place.properties.latitude, label: place.properties.label } }]],
  [
    "intersection",
    [{ type: "object", properties: { a: { type: "string" }, b: { type: "number" } }, required: ["a", "b"] }],
  ],
  ["secret", [{ type: "string", format: "password", writeOnly: true }]],
  ["anything", [{}, {}, {}]],
  ["pattern", [{ type: "string" }, { type: "number", default: 5 }, { type: "number", default: -1 }]],
  ["curried", [{ type: "string" }]],
  ["given", [{ type: "string" }]],
  ["named", [{ type: "string" }, { type: "number" }]],
  ["async", [{ type: "number" }]],
  ["generator", [{ type: "number" }]],
])("the types of %s are read", (name, types) => {
  expect(typesOf(name)).toEqual(types);
});

test("what refers to itself is defined once, and named", () => {
  expect(schemaOf("recursive")["definitions"]).toEqual({
    Tree: {
      type: "object",
      properties: { value: { type: "string" }, children: { type: "array", items: { $ref: "#/definitions/Tree" } } },
      required: ["value", "children"],
    },
  });
});

test("names, positions, what is required and the title are those of the flow", () => {
  expect(schemaOf("optional")).toEqual({
    title: "Parameters",
    type: "object",
    properties: {
      _a: { title: "_a", position: 0, type: "string" },
      _b: { title: "_b", position: 1, type: "number" },
    },
    required: ["_a"],
  });
  expect(schemaOf("pattern")["required"]).toEqual(["url"]);
});
