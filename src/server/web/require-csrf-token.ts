import { timingSafeEqual } from "node:crypto";
import type { Clock } from "../../lib/clock.ts";
import { csrfTokenOf } from "../db/access/csrf-tokens.ts";
import type { Store } from "../db/store.ts";

type Fetch = (request: Request) => Promise<Response>;

const changing: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Lets only those change something who have fetched a token before. Source: http-api §3. */
export function requireCsrfToken(fetch: Fetch, { store, clock }: { store: Store; clock: Clock }): Fetch {
  return async (request) => {
    if (!changing.has(request.method)) return fetch(request);
    const token = request.headers.get("prefect-csrf-token");
    const client = request.headers.get("prefect-csrf-client");
    if (!token) return refuse("Missing CSRF token.");
    if (!client) return refuse("Missing client identifier.");
    const known = await csrfTokenOf(store, client, clock.now());
    if (known === undefined || !isSame(known, token)) return refuse("Invalid CSRF token or client identifier.");
    return fetch(request);
  };
}

function isSame(known: string, token: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refuse(detail: string): Response {
  return Response.json({ detail }, { status: 403, headers: { "Access-Control-Allow-Origin": "*" } });
}
