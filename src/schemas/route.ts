// A route is one object: the server registers it, the client calls it, OpenAPI is made from it.
//
// Its key says method and path as `POST /flow_runs/{id:uuid}/set_state`, below the API's base path; a parameter
// marked `:uuid` matches nothing else. Schemas are made on first use.

import type { z } from "zod";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** `WS` is a websocket: it is upgraded, and its messages have schemas of their own. */
export type RouteKey = `${Method | "WS"} /${string}`;

export interface RouteDefinition {
  /** One sentence: what the route is for. */
  summary: string;
  query?: () => z.ZodObject;
  body?: () => z.ZodType;
  /** What a successful answer holds; without it the answer is empty. */
  answer?: () => z.ZodType;
  /** Status of success, 200 with an answer and 204 without one; where there are two, the first is for a new row. */
  status?: number | readonly [number, number];
  /** Media type of the answer, if it is not JSON. */
  media?: "text/plain" | "text/csv" | "application/x-ndjson";
  /** True for what lies outside the API's base path. */
  outside?: boolean;
}

export type Route<K extends RouteKey = RouteKey, D extends RouteDefinition = RouteDefinition> = D & {
  readonly key: K;
  readonly method: Method | "WS";
  readonly path: string;
};

export function route<const K extends RouteKey, const D extends RouteDefinition>(key: K, definition: D): Route<K, D> {
  const space = key.indexOf(" ");
  return { ...definition, key, method: key.slice(0, space) as Method | "WS", path: key.slice(space + 1) };
}

/** The parameters in a path: `{id: string}` for `/flows/{id:uuid}`. */
export type PathParameters<K extends string> = K extends `${string}{${infer Name}}${infer Rest}`
  ? { [P in Name extends `${infer Bare}:uuid` ? Bare : Name]: string } & PathParameters<Rest>
  : unknown;

type SchemaOf<D, Part extends string> = D extends { [P in Part]: () => infer S extends z.ZodType } ? S : never;

/** What a client sends. */
export type QueryOf<R> = z.input<SchemaOf<R, "query">>;
export type BodyOf<R> = z.input<SchemaOf<R, "body">>;
/** What a handler receives: defaults are filled in. */
export type ParsedQueryOf<R> = z.output<SchemaOf<R, "query">>;
export type ParsedBodyOf<R> = z.output<SchemaOf<R, "body">>;
/** What comes back. */
export type AnswerOf<R> = R extends { media: string }
  ? string
  : R extends { answer: unknown }
    ? z.output<SchemaOf<R, "answer">>
    : undefined;

/** The statuses of success of a route, the one for a new row first. */
export function statusesOf(route: Route): readonly number[] {
  if (typeof route.status === "number") return [route.status];
  return route.status ?? [route.answer === undefined ? 204 : 200];
}
