import type { z } from "zod";
import { isFreeForm } from "./fields.ts";

type Definition = z.core.$ZodTypes["_zod"]["def"];

/**
 * A parsed value in which the free-form parts (`json`, `jsonObject`) are those of `exact`, the same text parsed with
 * its numbers kept as they are written.
 */
export function withExactFreeForm(schema: z.core.$ZodType, parsed: unknown, exact: unknown): unknown {
  if (exact === undefined || exact === null || parsed === undefined) return parsed;
  if (isFreeForm(schema)) return exact;
  const definition = (schema as z.core.$ZodTypes)._zod.def;
  const inner = wrapped(definition);
  if (inner !== undefined) return withExactFreeForm(inner, parsed, exact);
  if (definition.type === "object") return exactFields(definition.shape, parsed, exact);
  if (definition.type === "array") return exactItems(definition.element, parsed, exact);
  if (definition.type === "record") return exactValues(definition.valueType, parsed, exact);
  if (definition.type === "union") {
    return definition.options.reduce<unknown>((value, option) => withExactFreeForm(option, value, exact), parsed);
  }
  return parsed;
}

function wrapped(definition: Definition): z.core.$ZodType | undefined {
  switch (definition.type) {
    case "optional":
    case "nullable":
    case "default":
      return definition.innerType;
    case "lazy":
      return definition.getter();
    default:
      return undefined;
  }
}

function exactFields(shape: z.core.$ZodShape, parsed: unknown, exact: unknown): unknown {
  if (!isObject(parsed) || !isObject(exact)) return parsed;
  const fields = Object.entries(parsed).map(([name, value]) => {
    const schema = shape[name];
    return [name, schema === undefined ? value : withExactFreeForm(schema, value, exact[name])];
  });
  return Object.fromEntries(fields);
}

function exactItems(element: z.core.$ZodType, parsed: unknown, exact: unknown): unknown {
  if (!Array.isArray(parsed) || !Array.isArray(exact)) return parsed;
  return parsed.map((item, at) => withExactFreeForm(element, item, exact[at]));
}

function exactValues(schema: z.core.$ZodType, parsed: unknown, exact: unknown): unknown {
  if (!isObject(parsed) || !isObject(exact)) return parsed;
  return Object.fromEntries(
    Object.entries(parsed).map(([key, value]) => [key, withExactFreeForm(schema, value, exact[key])]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
