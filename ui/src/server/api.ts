import { createClient, type Arguments, type Client } from "../../../src/client/client.ts";
import { withCsrf } from "../../../src/client/csrf.ts";
import type { AnswerOf } from "../../../src/schemas/route.ts";
import type { Routes } from "../../../src/schemas/routes/index.ts";
import { authorizationHeader } from "./credentials.ts";

interface UiSettings {
  api_url: string;
  csrf_enabled: boolean;
}

let client: Client | undefined;
let base = "/api";

/** Asks the server where its API is; a proxy may have moved it, so that only the path is taken. */
export async function connect(): Promise<void> {
  const settings = await readSettings();
  if (settings !== undefined) base = new URL(settings.api_url).pathname;
  const send = settings?.csrf_enabled === true ? withCsrf(authorized, location.origin + base) : authorized;
  // Asking again is the queries' part: they know which page still wants the answer.
  client = createClient({ fetch: send, baseUrl: location.origin + base, retry: { retries: 0 } });
}

/** Undefined where no server answers: each page then says so in its own place. */
async function readSettings(): Promise<UiSettings | undefined> {
  const response = await fetch("/ui-settings", { headers: { accept: "application/json" } }).catch(() => undefined);
  return response?.ok === true ? ((await response.json()) as UiSettings) : undefined;
}

async function authorized(request: Request): Promise<Response> {
  for (const [name, value] of Object.entries(authorizationHeader())) request.headers.set(name, value);
  return await fetch(request);
}

/** Calls a route by its key. */
export async function call<K extends keyof Routes>(key: K, ...input: Arguments<K>): Promise<AnswerOf<Routes[K]>> {
  return await client!.call(key, ...input);
}

/** The address of something that a browser fetches by itself, such as a download. */
export function apiAddress(path: string): string {
  return base + path;
}

/** The address of a websocket of the API. */
export function socketAddress(path: string): string {
  return location.origin.replace(/^http/, "ws") + base + path;
}
