import { expect, test } from "vitest";
import { z } from "zod";
import { parseExactJson } from "../lib/exact-json.ts";
import { json, jsonObject } from "./fields.ts";
import { withExactFreeForm } from "./free-form.ts";
import { AutomationCreate } from "./automation.ts";

/** What a body becomes, as text. */
function kept(schema: z.ZodType, text: string): string {
  return JSON.stringify(withExactFreeForm(schema, schema.parse(JSON.parse(text)), parseExactJson(text)));
}

test("only free-form parts keep their numbers as written; the others are numbers", () => {
  const schema = z.object({ limit: z.number(), parameters: jsonObject(), value: json().nullish() });
  expect(kept(schema, '{"limit":5.0,"parameters":{"x":[1.0]},"value":1e2}')).toBe(
    '{"limit":5,"parameters":{"x":[1.0]},"value":1e2}',
  );
});

test("they are found in lists, maps, options and defaults", () => {
  const schema = z.object({
    list: z.array(z.object({ data: json() })),
    map: z.record(z.string(), jsonObject()),
    maybe: jsonObject().default({}).nullable(),
  });
  const text = '{"list":[{"data":1.0}],"map":{"a":{"b":2.0}},"maybe":{"c":3.0}}';
  expect(kept(schema, text)).toBe(text);
  expect(kept(schema, '{"list":[],"map":{},"maybe":null}')).toBe('{"list":[],"map":{},"maybe":null}');
});

test("they are found in the alternative that fits", () => {
  const trigger = '{"posture":"Reactive"}';
  const action = '{"type":"run-deployment","parameters":{"n":9007199254740993}}';
  expect(kept(AutomationCreate(), `{"name":"a","trigger":${trigger},"actions":[${action}]}`)).toContain(
    '"parameters":{"n":9007199254740993}',
  );
});

test("fields that the schema does not know stay out", () => {
  expect(kept(z.object({ data: json() }), '{"data":1.0,"other":2.0}')).toBe('{"data":1.0}');
});
