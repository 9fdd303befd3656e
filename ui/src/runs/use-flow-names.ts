import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiQuery } from "../server/query.ts";

const atOnce = 200;

/** The names of flows by their ids. */
export function useFlowNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const distinct = [...new Set(ids)].toSorted().slice(0, atOnce);
  const flows = useQuery({
    ...apiQuery("POST /flows/filter", { body: { flows: { id: { any_: distinct } }, limit: atOnce } }),
    enabled: distinct.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  return new Map(flows.data?.map(({ id, name }) => [id, name]));
}
