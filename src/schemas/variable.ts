import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, json, stored } from "./fields.ts";

export const VariableCreate = once(() =>
  named("VariableCreate", {
    name: z.string().max(255),
    value: json().nullable(),
    tags: z.array(z.string()).default([]),
  }),
);
export type VariableCreate = z.infer<ReturnType<typeof VariableCreate>>;

export const VariableUpdate = once(() =>
  named("VariableUpdate", {
    name: z.string().max(255).nullish(),
    value: json().nullish(),
    tags: z.array(z.string()).nullish(),
  }),
);
export type VariableUpdate = z.infer<ReturnType<typeof VariableUpdate>>;

/** A named value that flows read when they run. */
export const Variable = once(() =>
  named("Variable", {
    ...stored(),
    name: z.string().max(255),
    value: json().nullable(),
    tags: z.array(z.string()),
  }),
);
export type Variable = z.infer<ReturnType<typeof Variable>>;
