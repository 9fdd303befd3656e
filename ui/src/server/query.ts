import { queryOptions } from "@tanstack/react-query";
import type { Arguments } from "../../../src/client/client.ts";
import type { AnswerOf } from "../../../src/schemas/route.ts";
import type { Routes } from "../../../src/schemas/routes/index.ts";
import { call } from "./api.ts";

/**
 * A route's answer as a query; equal questions share one answer.
 *
 * @example useQuery(apiQuery("GET /flows/{id:uuid}", { params: { id } }))
 */
export function apiQuery<K extends keyof Routes>(key: K, ...[input]: Arguments<K>) {
  return queryOptions<AnswerOf<Routes[K]>>({
    queryKey: [key, (input as unknown) ?? {}],
    queryFn: ({ signal }) => call(key, ...([{ ...input, signal }] as unknown as Arguments<K>)),
  });
}

/** How often what may change is asked for again, in milliseconds. */
export const livePollMs = 2000;
