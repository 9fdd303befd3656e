import { z } from "zod";
import { once } from "../../lib/once.ts";
import { ApiKey, ApiKeyCreate, AuditEntry, NewApiKey } from "../access.ts";
import { timestamp } from "../fields.ts";
import { route } from "../route.ts";

export const accessRoutes = [
  route("POST /sluice/api_keys", {
    summary: "Makes an API key; the answer is the only place where the key itself is told.",
    body: ApiKeyCreate,
    answer: NewApiKey,
    status: 201,
  }),
  route("GET /sluice/api_keys", { summary: "Lists the API keys by name.", answer: once(() => z.array(ApiKey())) }),
  route("DELETE /sluice/api_keys/{id:uuid}", { summary: "Revokes an API key." }),
  route("GET /sluice/audit", {
    summary: "Who changed what, the latest first; before a time, what was earlier.",
    query: once(() =>
      z.object({ before: timestamp().optional(), limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    ),
    answer: once(() => z.array(AuditEntry())),
  }),
] as const;
