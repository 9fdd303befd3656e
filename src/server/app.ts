import { Hono } from "hono";
import { compress } from "hono/compress";
import { type Clock, systemClock } from "../lib/clock.ts";
import { isUuid } from "../lib/uuid.ts";
import type { Route } from "../schemas/route.ts";
import { routes } from "../schemas/routes/index.ts";
import { errorResponse, platformAnswer, type TextAnswer } from "./api/http/answer.ts";
import { answerRecord } from "./api/http/answer-record.ts";
import { ApiError, notFound } from "./api/http/api-error.ts";
import { checkApiVersion } from "./api/http/api-version.ts";
import { answerOf } from "./api/http/error-answer.ts";
import { openApiDocument } from "./api/http/openapi-document.ts";
import { recordApi } from "./api/runs/record.ts";
import type { Api, ServedRoute } from "./api/http/serve.ts";
import { servedRoutes } from "./api/served-routes.ts";
import { misdirected } from "./api/http/misdirected.ts";
import { serveSockets, type SocketService } from "./sockets/serve-sockets.ts";
import { requireCsrfToken } from "./web/require-csrf-token.ts";
import { keepAudit } from "./access/keep-audit.ts";
import { openGate } from "./access/gate.ts";
import { keyringOf } from "./access/keyring.ts";
import { requireAccess } from "./web/require-access.ts";
import type { Store } from "./db/store.ts";
import type { ServerMetrics } from "./metrics/server-metrics.ts";
import type { ServiceHealth } from "./services/service-health.ts";
import { defaultSettings, type ServerSettings } from "./settings.ts";

export interface AppParts {
  store: Store;
  clock?: Clock;
  /** What differs from the defaults. */
  settings?: Partial<ServerSettings>;
  /** `user:password` that clients have to know. Default: none. */
  authString?: string | undefined;
  /** For an app that others reach: they need an API key once there is one, and what they change is kept in the audit log. */
  isShared?: boolean;
  /** How answers are made. Default: as the platform's `Response`. */
  answer?: TextAnswer;
  /** How the background services of this process are doing, for the probes. */
  health?: ServiceHealth | undefined;
  /** What GET /metrics tells. Default: nothing, it is not there. */
  metrics?: ServerMetrics | undefined;
  /** Is told of errors that nobody expected. Default: they are written to stderr. */
  onUnexpected?: (error: unknown, request: Request) => void;
}

export interface App {
  fetch(request: Request): Promise<Response>;
  /** The websockets, for who listens on a port. */
  readonly sockets: SocketService;
  /** Ends the answers that would go on for ever, so that a port can be closed. */
  endStreams(): void;
  /** The keys of the routes that have handlers. */
  readonly served: ReadonlySet<string>;
}

/** The server as a function from request to response: no port, nothing that runs by itself. */
export function createApp(parts: AppParts): App {
  const settings = { ...defaultSettings, ...parts.settings };
  const leaving = new AbortController();
  const api: Api = {
    store: readingUntil(parts.store, settings.readDeadlineMs),
    clock: parts.clock ?? systemClock,
    settings,
    answer: parts.answer ?? platformAnswer,
    ending: leaving.signal,
    health: parts.health,
    metrics: parts.metrics,
  };
  const onUnexpected = parts.onUnexpected ?? reportUnexpected;
  const hono = new Hono({ strict: true });
  const compressed = compress({ threshold: worthCompressing });
  for (const served of servedRoutes) {
    const ids = uuidNames(served.route.path);
    const path = honoPath(served.route, settings);
    if (settings.gzip && readsMuch(served.route)) hono.on(served.route.method, path, compressed);
    hono.on(served.route.method, path, (context) => {
      const params: Record<string, string> = context.req.param();
      if (!ids.every((name) => isUuid(params[name]!))) return nothingAt(context.req.raw, settings);
      return respond(served, { request: context.req.raw, params, api, onUnexpected });
    });
  }
  hono.route(settings.apiBasePath, recordApi(api));
  const served = new Set(servedRoutes.map(({ route }) => route.key));
  refuseUnserved(hono, { served, settings });
  if (settings.gzip) hono.get(`${settings.apiBasePath}/openapi.json`, compressed);
  hono.get(`${settings.apiBasePath}/openapi.json`, (context) => context.json(openApiDocument(settings.apiBasePath)));
  hono.onError((error, context) => errorFor(error, context.req.raw, onUnexpected));
  hono.notFound((context) => nothingAt(context.req.raw, settings));
  const { authString, isShared = false } = parts;
  const keyring = isShared ? keyringOf(parts.store, api.clock) : undefined;
  const gate = openGate({ authString, keyring });
  const audit = isShared ? keepAudit(parts.store, api.clock) : undefined;
  const { apiBasePath } = settings;
  const isRecord = recordsAt(apiBasePath);
  const fetch = async (request: Request) => {
    if (!isRecord(request)) return hono.fetch(request);
    return answerRecord(parts.store, request, api.answer).catch((error: unknown) =>
      errorFor(error, request, onUnexpected),
    );
  };
  const guarded = settings.csrfProtection ? requireCsrfToken(fetch, api) : fetch;
  return {
    fetch: isShared || authString !== undefined ? requireAccess(guarded, { gate, apiBasePath, audit }) : guarded,
    sockets: serveSockets({ ...api, apiBasePath, gate, onUnexpected: reportSocket }),
    served,
    endStreams: () => leaving.abort(),
  };
}

/** Whether a request is for the recorder, which every task goes through: told without asking a router. */
function recordsAt(apiBasePath: string): (request: Request) => boolean {
  const path = `${apiBasePath}/sluice/record`;
  return ({ method, url }) => method === "POST" && url.slice(url.indexOf("/", url.indexOf("//") + 2)) === path;
}

/** Bytes. What is smaller costs more time to compress than to send: a third of all that a server did for one state. */
const worthCompressing = 16 * 1024;

/** Whether a route may have a large answer: what writes has none, and need not be looked at again behind its handler. */
function readsMuch({ method, path }: Route): boolean {
  return method === "GET" || /\/(filter|paginate|history)$/.test(path);
}

function reportSocket(error: unknown, path: string): void {
  console.error(`The websocket ${path} failed:`, error);
}

/** The store, whose reads end at a deadline where nobody says otherwise (engine.md S1). */
function readingUntil(store: Store, deadlineMs: number): Store {
  return { ...store, read: (query, options) => store.read(query, { deadlineMs, ...options }) };
}

interface Incoming {
  request: Request;
  params: Record<string, string>;
  api: Api;
  onUnexpected: NonNullable<AppParts["onUnexpected"]>;
}

async function respond({ route, respond }: ServedRoute, incoming: Incoming): Promise<Response> {
  const { request, params, api, onUnexpected } = incoming;
  try {
    if (!unversioned.has(route.key)) checkApiVersion(request.headers);
    return await respond(request, params, api);
  } catch (error) {
    return errorFor(error, request, onUnexpected);
  }
}

function errorFor(error: unknown, request: Request, onUnexpected: Incoming["onUnexpected"]): Response {
  return errorResponse(answerOf(error, (unexpected) => onUnexpected(unexpected, request)));
}

function nothingAt(request: Request, { apiBasePath }: ServerSettings): Response {
  return misdirected(request, apiBasePath) ?? errorResponse(notFound());
}

/** Probes that must answer whatever the client is. Source: http-api §1. */
const unversioned: ReadonlySet<string> = new Set(["GET /health", "GET /version", "GET /metrics"]);

/** Routes that are defined and have no handler yet say so. */
function refuseUnserved(hono: Hono, { served, settings }: { served: ReadonlySet<string>; settings: ServerSettings }) {
  for (const route of routes) {
    if (served.has(route.key) || route.method === "WS") continue;
    const refusal = new ApiError(501, { detail: `This server does not serve ${route.method} ${route.path} yet.` });
    hono.on(route.method, honoPath(route, settings), () => errorResponse(refusal));
  }
}

/** hono's patterns cannot count: they match hex digits and hyphens, and what is no UUID is sorted out afterwards. */
function uuidNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+):uuid\}/g)].map(([, name]) => name!);
}

function honoPath({ path, outside }: Route, { apiBasePath }: ServerSettings): string {
  const pattern = path.replaceAll(/\{(\w+):uuid\}/g, ":$1{[0-9a-fA-F-]+}").replaceAll(/\{(\w+)\}/g, ":$1");
  return outside ? pattern : apiBasePath + pattern;
}

function reportUnexpected(error: unknown, request: Request): void {
  console.error(`${request.method} ${new URL(request.url).pathname} failed:`, error);
}
