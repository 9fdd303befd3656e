import { z } from "zod";
import { once } from "../lib/once.ts";
import { timestamp } from "./fields.ts";
import { roles } from "./roles.ts";

/** A key as it is listed: the key itself is only in the answer to its creation. */
export const ApiKey = once(() =>
  z.object({
    id: z.guid(),
    created: timestamp(),
    name: z.string(),
    role: z.enum(roles),
    /** The beginning of the key. */
    hint: z.string(),
    expires: timestamp().nullable(),
    revoked: timestamp().nullable(),
  }),
);
export type ApiKey = z.infer<ReturnType<typeof ApiKey>>;

export const ApiKeyCreate = once(() =>
  z.object({
    name: z.string().min(1).max(200),
    role: z.enum(roles),
    /** Null: it never expires. */
    expires: timestamp().nullable().default(null),
  }),
);
export type ApiKeyCreate = z.infer<ReturnType<typeof ApiKeyCreate>>;

export const NewApiKey = once(() => ApiKey().extend({ key: z.string() }));
export type NewApiKey = z.infer<ReturnType<typeof NewApiKey>>;

/** One change, and who made it. */
export const AuditEntry = once(() =>
  z.object({
    id: z.guid(),
    occurred: timestamp(),
    actor: z.string(),
    role: z.string(),
    method: z.string(),
    path: z.string(),
    status: z.int(),
  }),
);
export type AuditEntry = z.infer<ReturnType<typeof AuditEntry>>;
