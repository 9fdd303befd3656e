import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import ts from "typescript6";
import { afterAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../lib/json.ts";
import { type Flow, flowDefinition } from "../../sdk/flow.ts";
import { flows } from "./fixtures/signatures.ts";
import { loadPlaceholderFlow } from "../entrypoints/placeholder-flow.ts";
import { compilerFor } from "./compiler.ts";
import { findFlowFunction } from "./flow-function.ts";
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
  [
    "primitives",
    [{ type: "string" }, { type: "number" }, { type: "boolean" }, { type: "integer", "x-sluice-class": "bigint" }],
  ],
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
      { type: "string", format: "date-time", "x-sluice-class": "Date" },
      { type: "string", format: "uri", "x-sluice-class": "URL" },
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
  ["secret", [{ type: "string", format: "password", writeOnly: true, "x-sluice-class": "Secret" }]],
  ["anything", [{}, { $comment: "JSON has no function." }, { $comment: "JSON has no Map." }]],
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

describe("what is read without running it", () => {
  const folder = mkdtempSync(join(tmpdir(), "types-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function schemaIn(file: string, source: string): Promise<JsonObject> {
    writeFileSync(join(folder, file), source);
    return schemaOfFlow(flowDefinition(await loadPlaceholderFlow(join(folder, file))));
  }

  test("enums and namespaces", async () => {
    const schema = await schemaIn(
      "enums.ts",
      `enum Colour { red = "rouge", blue = "bleu" }
       enum Size { small, large }
       namespace Shop { export interface Item { size: Size; colour?: Colour } }
       export const sell = flow("sell", (item: Shop.Item, colour: Colour = Colour.red, only: Size.large) => {});`,
    );
    const colour = { type: "string", enum: ["rouge", "bleu"] };
    expect(schema["properties"]).toMatchObject({
      item: { type: "object", properties: { size: { type: "number", enum: [0, 1] }, colour }, required: ["size"] },
      colour,
      only: { const: 1 },
    });
    expect(schema["required"]).toEqual(["item", "only"]);
  });

  test("generics, mapped, conditional and template types, and types of types", async () => {
    const schema = await schemaIn(
      "generics.ts",
      `interface Page<T, K extends string = "id"> { items: T[]; by: K }
       type Flags<T> = { readonly [P in keyof T]?: boolean };
       type Wide<T> = T extends string ? number : T;
       interface User { id: number; name: string; tags: ReadonlyArray<string> }
       const defaults = { region: "eu", depth: 3 };
       export const f = flow("f", (
         page: Page<Omit<User, "tags">>, flags: Flags<User>, wide: Wide<"a">, key: keyof User, path: \`/\${string}\`,
         settings: typeof defaults, id: User["id"], strict: Required<Partial<Pick<User, "name">>>,
       ) => {});`,
    );
    const id = { type: "number" };
    const name = { type: "string" };
    const flag = { type: "boolean" };
    expect(schema["properties"]).toMatchObject({
      page: {
        properties: { items: { items: { properties: { id, name }, required: ["id", "name"] } }, by: { const: "id" } },
      },
      flags: { properties: { id: flag, name: flag, tags: flag } },
      wide: { type: "number" },
      key: { enum: expect.arrayContaining(["id", "name", "tags"]) },
      path: { type: "string" },
      settings: {
        properties: { region: { type: "string" }, depth: { type: "number" } },
        required: ["region", "depth"],
      },
      id,
      strict: { properties: { name }, required: ["name"] },
    });
  });

  test("types that refer to each other, each defined once", async () => {
    const schema = await schemaIn(
      "mutual.ts",
      `interface Folder { name: string; files: File[] }
       interface File { name: string; folder: Folder | null }
       type Json = string | number | Json[] | { [key: string]: Json };
       export const f = flow("f", (folder: Folder, again: Folder, json: Json) => {});`,
    );
    const ajv = new Ajv({ strict: false });
    const fits = ajv.compile(schema);
    const folder = {
      name: "a",
      files: [
        { name: "b", folder: null },
        { name: "c", folder: { name: "d", files: [] } },
      ],
    };
    expect(fits({ folder, again: folder, json: { a: [1, "x", { b: [] }] } })).toBe(true);
    expect(fits({ folder: { ...folder, files: [{ name: "b", folder: 1 }] }, again: folder, json: 1 })).toBe(false);
    expect(fits({ folder, again: folder, json: { a: [true] } })).toBe(false);
  });

  test("a generic type that grows for ever ends somewhere", async () => {
    const source = `interface Box<T> { inner?: Box<Box<T>> }\nexport const f = flow("f", (box: Box<string>) => {});`;
    const schema = await schemaIn("growing.ts", source);
    expect(schema["properties"]).toMatchObject({ box: { type: "object", properties: { inner: { type: "object" } } } });
  });

  test("a file that is not there yet, or does not compile, costs its types only", async () => {
    const schema = await schemaIn(
      "half.ts",
      `import type { Missing } from "./missing.ts";
       export const f = flow("f", (a: Missing, b: number, c: NotDeclared[]) => { return 1 + ; });`.replace(
        "1 + ;",
        "1;",
      ),
    );
    expect(schema["properties"]).toMatchObject({ a: { title: "a" }, b: { type: "number" }, c: { type: "array" } });
  });

  test.each(["Map<string, number>", "Set<string>", "() => void"])(
    "a parameter that is a %s is refused",
    async (type) => {
      const file = `refused-${type.length}.ts`;
      await expect(schemaIn(file, `export const f = flow("f", (good: string, bad: ${type}) => {});`)).rejects.toThrow(
        /^The parameter "bad" of the flow "f" cannot be given to a deployment: JSON has no (Map|Set|function)\./,
      );
    },
  );

  test("JavaScript has names and defaults, and the schema says that it has no types", async () => {
    expect(await schemaIn("plain.js", `export const f = flow("f", ({ url, top = 5 }) => {});`)).toEqual({
      title: "Parameters",
      type: "object",
      properties: { url: { title: "url", position: 0 }, top: { title: "top", position: 1, default: 5 } },
      $comment: "Parameters take any value: the flow is not written in TypeScript.",
    });
  });
});

test("a method that a decorator makes a flow of is found by its name", () => {
  const source = ts.createSourceFile(
    "methods.ts",
    `class Loader { @flow({ name: "load" }) async load(table: string) {} @flow({}) other(id: number) {} plain() {} }`,
    ts.ScriptTarget.ESNext,
    true,
  );
  const found = (name: string) =>
    findFlowFunction(compilerFor(import.meta.filename)!, {
      source,
      checker: undefined as never,
      name,
    })?.parameters[0]?.name.getText();
  expect([found("load"), found("other"), found("plain")]).toEqual(["table", "id", undefined]);
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
