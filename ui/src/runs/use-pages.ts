import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { livePollMs } from "../server/query.ts";

export const pageSize = 100;

/** Rows that are asked for in pages, as far as somebody scrolls; what is shown is kept up to date. */
export function usePages<T>(key: readonly unknown[], ask: (offset: number, signal: AbortSignal) => Promise<T[]>) {
  const pages = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: (last, all) => (last.length < pageSize ? undefined : all.length * pageSize),
    placeholderData: keepPreviousData,
    // After a long scroll the same question would be many: then the list stands still until it is asked again.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) <= 3 ? livePollMs : false),
  });
  return { ...pages, rows: pages.data?.pages.flat() ?? [] };
}
