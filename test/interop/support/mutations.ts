// Requests as a careless client would send them: those of a real one, with fields added, left out and of other types.

import type { Json, JsonObject } from "../../../src/lib/json.ts";

export interface MutationOptions {
  /** The same seed gives the same mutations. */
  seed: number;
  /** How many are made of each request that is different in kind. */
  each: number;
}

/** Mutations of the requests that have a JSON body: of the first few of each route, since they repeat each other. */
export async function mutationsOf(requests: readonly Request[], { seed, each }: MutationOptions): Promise<Request[]> {
  const random = numbersFrom(seed);
  const withBody: { request: Request; body: JsonObject }[] = [];
  const ofRoute = new Map<string, number>();
  for (const request of requests) {
    const route = `${request.method} ${new URL(request.url).pathname.replaceAll(/[0-9a-f-]{36}/g, "{id}")}`;
    const seen = ofRoute.get(route) ?? 0;
    const text = await request.text();
    if (seen >= 3 || !text.startsWith("{")) continue;
    ofRoute.set(route, seen + 1);
    withBody.push({ request, body: JSON.parse(text) as JsonObject });
  }
  return withBody.flatMap(({ request: { url, method, headers }, body }) =>
    Array.from({ length: each }, () => {
      const kept = [...headers].filter(([name]) => name !== "content-length");
      const sent = { method, headers: kept, body: JSON.stringify(mutate(body, random)) };
      return new Request(url, sent);
    }),
  );
}

type Random = (below: number) => number;

/** One change somewhere in a value: the deeper parts are as likely as the upper ones. */
function mutate(value: Json, random: Random): Json {
  if (value === null || typeof value !== "object") return otherThan(random);
  const keys = Object.keys(value);
  if (keys.length > 0 && random(2) === 0) {
    const key = keys[random(keys.length)]!;
    const changed = mutate((value as JsonObject)[key]!, random);
    return Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed };
  }
  if (Array.isArray(value)) return random(2) === 0 ? [...value, otherThan(random)] : value.slice(1);
  return mutateFields(value, keys, random);
}

function mutateFields(value: JsonObject, keys: readonly string[], random: Random): Json {
  const key = keys[random(keys.length)];
  if (key === undefined || random(3) === 0) return { ...value, [`field_${random(1000)}`]: otherThan(random) };
  if (random(2) === 0) return { ...value, [key]: otherThan(random) };
  const { [key]: _left, ...rest } = value;
  return rest;
}

const strange: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  Number.MAX_SAFE_INTEGER,
  "",
  "\0",
  "a\ud800b",
  "x".repeat(5000),
  "2026-02-30T00:00:00Z",
  "99999-01-01",
  "00000000-0000-0000-0000-000000000000",
  [],
  [null],
  [[[]]],
  {},
  { a: { b: [1, "2", null] } },
  { __proto__: null, constructor: "x" },
  "{{ prefect.variables.x }}",
  "'; DROP TABLE flow_run; --",
];

function otherThan(random: Random): Json {
  return strange[random(strange.length)]!;
}

/** A linear congruential generator: numbers that are the same everywhere. */
function numbersFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
