import type { Micros } from "../../src/lib/clock.ts";
import { type AnswerOf, type BodyOf, type PathParameters, type QueryOf, type Route } from "../../src/schemas/route.ts";
import { type Routes, routes } from "../../src/schemas/routes/index.ts";
import { createApp } from "../../src/server/app.ts";
import type { ServerSettings } from "../../src/server/settings.ts";
import { type Database, databases, type TemporaryStore } from "./databases.ts";

export interface Sent<K extends keyof Routes> {
  params?: PathParameters<K>;
  query?: QueryOf<Routes[K]>;
  body?: BodyOf<Routes[K]>;
  headers?: Record<string, string>;
}

export interface Got<K extends keyof Routes> {
  status: number;
  body: AnswerOf<Routes[K]>;
  headers: Headers;
}

/** A server without a port over a database of its own. Every answer is held against its route's schema. */
export class TestApi implements AsyncDisposable {
  readonly store: TemporaryStore;
  readonly clock: { now: () => Micros; at: Micros };
  readonly fetch: (request: Request) => Promise<Response>;
  readonly unexpected: unknown[] = [];

  constructor(store: TemporaryStore, clock: TestApi["clock"], settings: Partial<ServerSettings> = {}) {
    this.store = store;
    this.clock = clock;
    this.fetch = createApp({ store, clock, settings, onUnexpected: (error) => this.unexpected.push(error) }).fetch;
  }

  /** The answer to a call; one that is no success, or does not fit its route, fails the test. */
  async call<K extends keyof Routes>(key: K, sent: Sent<K> = {}): Promise<AnswerOf<Routes[K]>> {
    const { status, body } = await this.try(key, sent);
    if (status < 300) return body;
    const errors = this.unexpected.map((error) => (error instanceof Error ? error.stack : String(error)));
    throw new Error(`${key} answered ${status} ${JSON.stringify(body)} ${errors.join("\n")}`);
  }

  /** The answer to a call, whatever it is. */
  async try<K extends keyof Routes>(key: K, { params, query, body, headers = {} }: Sent<K> = {}): Promise<Got<K>> {
    const route = routes.find((one) => one.key === key) as Route;
    const path = route.path.replaceAll(/\{(\w+)(:uuid)?\}/g, (_, name: string) =>
      encodeURIComponent((params as Record<string, string>)[name]!),
    );
    const search = query === undefined ? "" : `?${new URLSearchParams(query as Record<string, string>).toString()}`;
    const response = await this.send(route.method, `/api${path}${search}`, { body, headers });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    const value: unknown = text === "" ? undefined : isJson ? JSON.parse(text) : text;
    if (response.ok && route.answer !== undefined) {
      const checked = route.answer().safeParse(value);
      if (!checked.success) throw new Error(`${key} does not answer what its route says: ${checked.error.message}`);
    }
    return { status: response.status, body: value as AnswerOf<Routes[K]>, headers: response.headers };
  }

  /** Sends a request as it is; `body` is JSON unless it is a text already. */
  send(
    method: string,
    path: string,
    { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const sent =
      body === undefined
        ? {}
        : { body: typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) };
    const types = body === undefined ? {} : { "content-type": "application/json" };
    return this.fetch(new Request(`http://sluice.test${path}`, { method, headers: { ...types, ...headers }, ...sent }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]();
  }
}

/** 2026-11-25T12:00:00Z. */
export const noon: Micros = 1_795_608_000_000_000;

/** Opens a server over a new database. Time stands still until the test moves `clock.at`. */
export async function openTestApi(
  { open }: Database = databases[0]!,
  settings?: Partial<ServerSettings>,
): Promise<TestApi> {
  const clock = { at: noon, now: () => clock.at };
  return new TestApi(await open(clock), clock, settings);
}
