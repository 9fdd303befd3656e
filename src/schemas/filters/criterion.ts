// What filter objects are made of. Their clients send every field they know, null where it is not set:
// null and absent mean "no criterion".

import { z } from "zod";
import { once } from "../../lib/once.ts";
import { timestamp, uuid } from "../fields.ts";
import { stateType } from "../run-state.ts";

/** How the criteria inside one object are joined. */
export const operator = once(() => z.enum(["and_", "or_"]).default("and_"));

type Shape = Record<string, z.ZodType>;
type Nullish<S extends Shape> = { [K in keyof S]: z.ZodOptional<z.ZodNullable<S[K]>> };

function nullish<S extends Shape>(shape: S): Nullish<S> {
  const entries = Object.entries(shape).map(([key, schema]) => [key, schema.nullish()]);
  return Object.fromEntries(entries) as Nullish<S>;
}

/** A filter object: criteria on the fields of one kind of row. */
export function filter<const S extends Shape>(name: string, fields: S) {
  return z.object({ operator: operator(), ...nullish(fields) }).meta({ id: name });
}

/** The criteria on one field. */
export function criterion<const S extends Shape>(operators: S) {
  return z.object(nullish(operators));
}

/** The criteria on one field that say how they are joined. */
export function joined<const S extends Shape>(operators: S) {
  return z.object({ operator: operator(), ...nullish(operators) });
}

const texts = () => z.array(z.string());
const uuids = () => z.array(uuid());

export const idIn = once(() => criterion({ any_: uuids() }));
export const idInOrNot = once(() => criterion({ any_: uuids(), not_any_: uuids() }));
export const textIn = once(() => criterion({ any_: texts() }));
export const textInOrNot = once(() => criterion({ any_: texts(), not_any_: texts() }));
export const textInOrLike = once(() => criterion({ any_: texts(), like_: z.string() }));
export const textLike = once(() => criterion({ like_: z.string() }));
export const tagsAll = once(() => joined({ all_: texts(), is_null_: z.boolean() }));
export const tagsAllOrAny = once(() => joined({ all_: texts(), any_: texts(), is_null_: z.boolean() }));
export const timeBetween = once(() => criterion({ before_: timestamp(), after_: timestamp() }));
export const timeBetweenOrNull = once(() =>
  criterion({ before_: timestamp(), after_: timestamp(), is_null_: z.boolean() }),
);
export const idInOrNull = once(() => joined({ any_: uuids(), is_null_: z.boolean() }));
export const stateTypeIn = once(() => criterion({ any_: z.array(stateType()) }));
export const stateTypeInOrNot = once(() => criterion({ any_: z.array(stateType()), not_any_: z.array(stateType()) }));
/** Words, `"phrases"`, `-excluded`, `+required`. */
export const textQuery = once(() => z.object({ query: z.string().max(200) }));
