// How a route and its handler become one: input is read and checked by the route, the answer is written by it.

import type { Clock, Micros } from "../../../lib/clock.ts";
import {
  type AnswerOf,
  type ParsedBodyOf,
  type ParsedQueryOf,
  type PathParameters,
  type Route,
  statusesOf,
} from "../../../schemas/route.ts";
import { type Routes, routes } from "../../../schemas/routes/index.ts";
import type { Store } from "../../db/store.ts";
import type { ServerMetrics } from "../../metrics/server-metrics.ts";
import type { ServiceHealth } from "../../services/service-health.ts";
import type { ServerSettings } from "../../settings.ts";
import { Answered, jsonResponse, type TextAnswer } from "./answer.ts";
import { readBody } from "./request-body.ts";
import { validationError } from "./validation-error.ts";

/** What handlers work with. */
export interface Api {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: ServerSettings;
  /** How the background services of this process are doing, where it runs any. */
  readonly health?: ServiceHealth | undefined;
  /** What the server measures about itself, where it does. */
  readonly metrics?: Pick<ServerMetrics, "text"> | undefined;
  readonly answer: TextAnswer;
  /** Is aborted when this server takes its leave: answers that are streams end then. */
  readonly ending: AbortSignal;
}

/** One request, as its route has read it. */
export interface Call<K extends keyof Routes> {
  readonly params: PathParameters<K>;
  readonly query: ParsedQueryOf<Routes[K]>;
  readonly body: ParsedBodyOf<Routes[K]>;
  readonly headers: Headers;
  readonly url: string;
  /** When the request came in. */
  readonly began: Micros;
}

type Answer<K extends keyof Routes> = AnswerOf<Routes[K]>;

export type Handler<K extends keyof Routes> = (
  call: Call<K>,
  api: Api,
) => Promise<Answer<K> | Answered<Answer<K> | ReadableStream<Uint8Array>>>;

/** A route that has a handler. */
export interface ServedRoute {
  readonly route: Route;
  respond(request: Request, params: Record<string, string>, api: Api): Promise<Response>;
}

const routesByKey: ReadonlyMap<string, Route> = new Map(routes.map((route) => [route.key, route]));

/** Serves the route with this key. */
export function serve<K extends keyof Routes>(key: K, handler: Handler<K>): ServedRoute {
  const route = routesByKey.get(key)!;
  return {
    route,
    async respond(request, params, api) {
      const began = api.clock.now();
      const query = route.query === undefined ? undefined : readQuery(request.url, route.query());
      const body = route.body && (await readBody(request, route.body(), api.settings.maxBodyBytes));
      const call = { params, query, body, headers: request.headers, url: request.url, began } as unknown as Call<K>;
      return write(route, await handler(call, api), api.answer);
    },
  };
}

function readQuery(url: string, schema: NonNullable<ReturnType<NonNullable<Route["query"]>>>): unknown {
  const given = Object.fromEntries(new URL(url).searchParams);
  const checked = schema.safeParse(given);
  if (!checked.success) throw validationError(checked.error.issues, "query", given);
  return checked.data;
}

function write(route: Route, answered: unknown, answer: TextAnswer): Response {
  const { value, status, headers } = answered instanceof Answered ? answered : new Answered(answered, {});
  const code = status ?? statusesOf(route).at(-1)!;
  if (route.answer === undefined) return new Response(null, { status: code, headers });
  if (route.media === undefined) return jsonResponse(value, { status: code, headers, answer });
  return new Response(value as string | ReadableStream, {
    status: code,
    headers: { "Content-Type": `${route.media}; charset=utf-8`, ...headers },
  });
}
