import type { Json, JsonObject } from "../../lib/json.ts";

const placeholder = /\{\{\s*([\w.$-]+)\s*\}\}/g;
const onlyPlaceholder = /^\s*\{\{\s*([\w.$-]+)\s*\}\}\s*$/;

/**
 * A template with its placeholders replaced: one that is a whole text becomes the value with its type, others become
 * text. What has no value is left out of objects and lists. Source: features W-005.
 */
export function fillTemplate(template: Json, valueOf: (path: string) => Json | undefined): Json | undefined {
  if (typeof template === "string") return fillText(template, valueOf);
  if (Array.isArray(template))
    return template.map((item) => fillTemplate(item, valueOf)).filter((item) => item !== undefined);
  if (typeof template !== "object" || template === null) return template;
  const filled = Object.entries(template).map(([key, value]) => [key, fillTemplate(value, valueOf)] as const);
  return Object.fromEntries(filled.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined));
}

function fillText(text: string, valueOf: (path: string) => Json | undefined): Json | undefined {
  const whole = onlyPlaceholder.exec(text);
  if (whole !== null) return valueOf(whole[1]!) ?? undefined;
  return text.replaceAll(placeholder, (_, path: string) => textOf(valueOf(path)));
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The value at `a.b.c`. */
export function valueAt(values: JsonObject, path: string): Json | undefined {
  let at: Json | undefined = values;
  for (const part of path.split(".")) {
    if (typeof at !== "object" || at === null || Array.isArray(at) || !Object.hasOwn(at, part)) return undefined;
    at = at[part];
  }
  return at;
}

/** Every path that a template asks for. */
export function placeholdersIn(template: Json): Set<string> {
  const found = new Set<string>();
  for (const [, path] of JSON.stringify(template).matchAll(placeholder)) found.add(path!);
  return found;
}
