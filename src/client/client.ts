import type { AnswerOf, BodyOf, PathParameters, QueryOf } from "../schemas/route.ts";
import type { Routes } from "../schemas/routes/index.ts";
import type { Fetch } from "./fetch.ts";
import { statusError } from "./http-errors.ts";
import { type RetryOptions, retried } from "./retried.ts";

type Empty = Record<never, never>;

type Params<K extends string> = Empty extends PathParameters<K> ? Empty : { params: PathParameters<K> };
type Query<R> = R extends { query: unknown }
  ? Empty extends QueryOf<R>
    ? { query?: QueryOf<R> }
    : { query: QueryOf<R> }
  : Empty;
type Body<R> = R extends { body: unknown }
  ? Empty extends BodyOf<R>
    ? { body?: BodyOf<R> }
    : { body: BodyOf<R> }
  : Empty;

/** What a call of a route needs: what its path, its query and its body say. */
export type Input<K extends keyof Routes> = Params<K> & Query<Routes[K]> & Body<Routes[K]> & { signal?: AbortSignal };

export type Arguments<K extends keyof Routes> = Empty extends Input<K> ? [input?: Input<K>] : [input: Input<K>];

export interface Client {
  /**
   * Calls a route by its key; its types are the route's.
   *
   * @throws {HttpStatusError} the server refuses · {ServerUnreachable} it stays away
   * @example
   * const flow = await client.call("GET /flows/{id:uuid}", { params: { id } });
   */
  call<K extends keyof Routes>(key: K, ...input: Arguments<K>): Promise<AnswerOf<Routes[K]>>;
}

export interface ClientOptions {
  fetch: Fetch;
  /** Address of the API, `…/api`. */
  baseUrl: string;
  headers?: Record<string, string>;
  retry?: RetryOptions;
  /** How JSON is read. Default `JSON.parse`; one that keeps numbers as they are written costs more. */
  parse?: (text: string) => unknown;
  /** How requests are made. Default: as the platform's `Request`. */
  request?: (url: string, init: RequestParts) => Request;
}

/** A client that knows the types of all routes and, at run time, nothing but their keys. */
export function createClient({
  fetch,
  baseUrl,
  headers = {},
  retry,
  parse = JSON.parse,
  request = platformRequest,
}: ClientOptions): Client {
  const base = baseUrl.replace(/\/+$/, "");
  return {
    async call(key, ...[input = {}]) {
      const { params, query, body, signal } = input as LooseInput;
      const url = base + pathOf(key, params) + searchOf(query);
      const init = requestInit(key, { headers, body, signal });
      const response = await retried(() => fetch(request(url, init)), { ...retry, signal });
      if (!response.ok) throw await statusError(response);
      return (await answerIn(response, parse)) as never;
    },
  };
}

export interface RequestParts {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

const platformRequest = (url: string, init: RequestParts): Request => new Request(url, init);

interface LooseInput {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

function requestInit(
  key: string,
  { headers, body, signal }: { headers: Record<string, string>; body: unknown; signal: AbortSignal | undefined },
): RequestParts {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const types = body === undefined ? headers : { "content-type": "application/json", ...headers };
  return {
    method: key.slice(0, key.indexOf(" ")),
    headers: types,
    ...json,
    ...(signal === undefined ? {} : { signal }),
  };
}

function pathOf(key: string, params: Record<string, string> = {}): string {
  const path = key.slice(key.indexOf(" ") + 1);
  return path.replace(/\{(\w+)(?::uuid)?\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

function searchOf(query: Record<string, unknown> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}

/** JSON as its value, text as text, an empty answer as undefined. */
async function answerIn(response: Response, parse: (text: string) => unknown): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  return /\bjson\b/.test(response.headers.get("content-type") ?? "") ? parse(text) : text;
}
