// The kinds of fields that the contract is made of. Each is made on first use.

import { z } from "zod";
import type { JsonObject } from "../lib/json.ts";
import { once } from "../lib/once.ts";
import { isIsoTime } from "./iso-time.ts";

/** An object that OpenAPI lists under its name. Unknown fields are accepted and dropped (engine.md W5). */
export function named<const S extends z.core.$ZodLooseShape>(name: string, shape: S): z.ZodObject<S, z.core.$strip> {
  return z.object(shape).meta({ id: name });
}

export const uuid = once(() => z.guid().meta({ format: "uuid" }));

/** An ISO 8601 time with any offset; one without an offset is UTC. Domain and database keep microseconds. */
export const timestamp = once(() =>
  z
    .string()
    .refine(isIsoTime, { error: "not a time", params: { kind: "datetime" } })
    .meta({ format: "date-time" }),
);

/** The name of something that appears in addresses. */
export const restrictedName = once(() => z.string().regex(/^[^/%&><]+$/));

/** Labels: a flat object of strings, numbers and booleans. */
export const labels = once(() => z.record(z.string(), z.union([z.boolean(), z.number(), z.string()])));

/** Any JSON. Its numbers come back as they were sent (engine.md S6; see `free-form.ts`). */
export const json = once(() => z.unknown());

/** A JSON object whose keys are the user's own. Its numbers come back as they were sent (engine.md S6). */
export const jsonObject = once(() =>
  z
    .custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value), {
      error: "not an object",
      params: { kind: "dict" },
    })
    .meta({ type: "object", additionalProperties: true }),
);

/** Whether a schema is one of `json` and `jsonObject`. */
export function isFreeForm(schema: z.core.$ZodType): boolean {
  return schema === json() || schema === jsonObject();
}

/** What every stored object has. */
export const stored = once(() => ({ id: uuid(), created: timestamp().nullable(), updated: timestamp().nullable() }));
