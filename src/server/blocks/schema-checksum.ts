// The checksum by which Prefect's clients find the schema of a block: they compute it themselves, so every byte counts.
// Source: features §17 J-003.

import { hash } from "node:crypto";
import { isExactNumber } from "../../lib/exact-json.ts";

type Fields = Readonly<Record<string, unknown>>;

export function schemaChecksum(fields: Fields): string {
  const { definitions, ...rest } = withoutSecretFields(fields) as Fields;
  const kept = isFields(definitions) ? plainDefinitions({ ...rest, definitions }, definitions) : {};
  const hashed = Object.keys(kept).length > 0 ? { ...rest, definitions: kept } : rest;
  return `sha256:${hash("sha256", pythonJson([[hashed], {}]))}`;
}

function withoutSecretFields(value: unknown): unknown {
  if (!isFields(value)) return value;
  const kept = Object.entries(value).filter(([name]) => name !== "secret_fields");
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutSecretFields(inner)]));
}

/** The definitions that are referred to and are no blocks: a block's own have checksums of their own. */
function plainDefinitions(within: unknown, definitions: Fields): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of references(within)) {
    const definition = definitions[name];
    if (name in found || !isFields(definition) || Object.keys(definition).length === 0) continue;
    if ("block_type_slug" in definition && definition["block_type_slug"] !== null) continue;
    found[name] = definition;
    Object.assign(found, plainDefinitions(definition, definitions));
  }
  return found;
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "$ref" && typeof inner === "string" ? [inner.replace("#/definitions/", "")] : references(inner),
  );
}

/** JSON as Python writes it: keys in order, a space behind each separator, nothing but ASCII. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (isFields(value) && !isExactNumber(value)) {
    const names = Object.keys(value).toSorted(byCodePoint);
    return `{${names.map((name) => `${pythonText(name)}: ${pythonJson(value[name])}`).join(", ")}}`;
  }
  return typeof value === "string" ? pythonText(value) : JSON.stringify(value);
}

function pythonText(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
