import { z } from "zod";
import { once } from "../../lib/once.ts";
import { CsrfToken, ServerDefaultResultStorage, ServerDefaultResultStorageUpdate } from "../admin.ts";
import { jsonObject } from "../fields.ts";
import { route } from "../route.ts";

const text = once(() => z.string());

export const adminRoutes = [
  route("GET /health", { summary: "Whether the process answers.", answer: once(() => z.boolean()) }),
  route("GET /version", { summary: "Version of the API.", answer: text }),
  route("GET /hello", { summary: "A greeting.", answer: text }),
  route("GET /ready", {
    summary: "Whether the database answers; and which background services of this server are unwell.",
    answer: once(() =>
      z.object({
        message: z.string(),
        unwell: z.array(z.object({ service: z.string(), reason: z.string() })).optional(),
      }),
    ),
  }),
  route("GET /pid", {
    summary: "Process id; in test mode only.",
    answer: once(() => z.object({ pid: z.int() })),
  }),
  route("GET /metrics", { summary: "Prometheus metrics, where enabled.", answer: text, media: "text/plain" }),
  route("GET /ui-settings", { summary: "What the UI needs to start.", answer: jsonObject, outside: true }),
  route("GET /csrf-token", {
    summary: "Issues a CSRF token for a client.",
    query: once(() => z.object({ client: z.string() })),
    answer: CsrfToken,
  }),
  route("GET /admin/settings", { summary: "The settings in force, secrets masked.", answer: jsonObject }),
  route("GET /admin/version", { summary: "Version that clients compare with their own.", answer: text }),
  route("GET /admin/storage", { summary: "The default result storage.", answer: ServerDefaultResultStorage }),
  route("PUT /admin/storage", {
    summary: "Sets the default result storage.",
    body: ServerDefaultResultStorageUpdate,
    answer: ServerDefaultResultStorage,
  }),
  route("DELETE /admin/storage", { summary: "Clears the default result storage." }),
] as const;
