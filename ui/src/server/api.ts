import { createClient, type Arguments, type Client } from "../../../src/client/client.ts";
import { withCsrf } from "../../../src/client/csrf.ts";
import type { AnswerOf } from "../../../src/schemas/route.ts";
import type { Routes } from "../../../src/schemas/routes/index.ts";
import { authorizationHeader } from "./credentials.ts";

interface UiSettings {
  api_url: string;
}

let client: Client | undefined;
let base = "/api";

/** Asks the server where its API is; a proxy may have moved it, so that only the path is taken. */
export async function connect(): Promise<void> {
  const response = await fetch("/ui-settings", { headers: { accept: "application/json" } });
  if (response.ok) base = new URL(((await response.json()) as UiSettings).api_url).pathname;
  const send = (request: Request): Promise<Response> => fetch(request, { headers: { ...Object.fromEntries(request.headers), ...authorizationHeader() } });
  // Asking again is the queries' part: they know which page still wants the answer.
  client = createClient({ fetch: withCsrf(send, location.origin + base), baseUrl: location.origin + base, retry: { retries: 0 } });
}

/** Calls a route by its key. */
export async function call<K extends keyof Routes>(key: K, ...input: Arguments<K>): Promise<AnswerOf<Routes[K]>> {
  return await client!.call(key, ...input);
}

/** The address of something that a browser fetches by itself, such as a download. */
export function apiAddress(path: string): string {
  return base + path;
}
