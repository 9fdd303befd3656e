// What JSON gave in the place of a date, back as what the flow's TypeScript types say.

import type { JsonObject } from "../../lib/json.ts";
import { Secret } from "../../lib/secret.ts";

/** In a schema that was read from types: the class of the values that this JSON stands for. */
export const classKeyword = "x-sluice-class";

/** The parameters of a run with dates, URLs, big integers and secrets as values of their classes, wherever they are. */
export function reviveParameters(named: Record<string, unknown>, schema: JsonObject): Record<string, unknown> {
  return new Reviver(schema).revive(named, schema) as Record<string, unknown>;
}

class Reviver {
  readonly #definitions: Record<string, JsonObject>;

  constructor({ definitions }: JsonObject) {
    this.#definitions = (definitions ?? {}) as Record<string, JsonObject>;
  }

  /** Follows the value, so that it ends where the value does. */
  revive(value: unknown, schema: JsonObject): unknown {
    const { $ref: reference, anyOf, [classKeyword]: name } = schema;
    if (typeof reference === "string") return this.revive(value, this.#definitions[nameIn(reference)] ?? {});
    if (Array.isArray(anyOf)) return this.#reviveOneOf(value, anyOf as JsonObject[]);
    if (typeof name === "string") return revived(value, name);
    if (Array.isArray(value)) return value.map((item, at) => this.revive(item, itemSchema(schema, at)));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) => [key, this.revive(field, fieldSchema(schema, key))]),
    );
  }

  /** The one schema for values of this JSON type; among several nobody can tell. */
  #reviveOneOf(value: unknown, schemas: readonly JsonObject[]): unknown {
    const fitting = schemas.map((one) => this.#resolved(one)).filter(({ type }) => fits(value, type));
    return fitting.length === 1 ? this.revive(value, fitting[0]!) : value;
  }

  #resolved(schema: JsonObject): JsonObject {
    const { $ref: reference } = schema;
    return typeof reference === "string" ? (this.#definitions[nameIn(reference)] ?? {}) : schema;
  }
}

function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

function itemSchema({ prefixItems, items }: JsonObject, at: number): JsonObject {
  const ofPlace = Array.isArray(prefixItems) ? (prefixItems[at] as JsonObject | undefined) : undefined;
  return ofPlace ?? ((items ?? {}) as JsonObject);
}

function fieldSchema({ properties, additionalProperties }: JsonObject, key: string): JsonObject {
  const fields = (properties ?? {}) as Record<string, JsonObject>;
  return Object.hasOwn(fields, key) ? fields[key]! : ((additionalProperties ?? {}) as JsonObject);
}

function fits(value: unknown, type: unknown): boolean {
  if (type === undefined) return true;
  if (value === null) return type === "null";
  if (Array.isArray(value)) return type === "array";
  if (typeof value === "number") return type === "number" || type === "integer";
  return type === typeof value;
}

/** What is no such value stays as it was given: the flow's own code says what is wrong with it. */
function revived(value: unknown, name: string): unknown {
  switch (name) {
    case "Date":
      return typeof value === "string" && !Number.isNaN(Date.parse(value)) ? new Date(value) : value;
    case "URL":
      return typeof value === "string" && URL.canParse(value) ? new URL(value) : value;
    case "bigint":
      return Number.isInteger(value) ? BigInt(value as number) : value;
    case "Secret":
      return typeof value === "string" ? new Secret(value) : value;
    default:
      return value;
  }
}
