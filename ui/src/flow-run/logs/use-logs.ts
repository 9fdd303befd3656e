import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import type { Log } from "../../../../src/schemas/log.ts";
import { useFeed } from "../../server/live/use-feed.ts";
import { criteriaOf, firstLines, type Lines, linesAfter, newerLines } from "./ask-lines.ts";
import { useOnEnd } from "../use-on-end.ts";
import type { LogQuestion } from "./log-question.ts";

const livePollMs = 1000;
const none: readonly Log[] = [];

/** The lines of a run, as far as somebody has scrolled; while the run goes on, new ones come by themselves. */
export function useLogs(question: LogQuestion, isLive: boolean) {
  const queries = useQueryClient();
  const key = ["logs", question];
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Lines> => {
      const before = queries.getQueryData<Lines>(key);
      if (before === undefined) return await firstLines(question, signal);
      if (question.order === "newest") return await newerLines(question, before, signal);
      return before.isAtEnd ? await linesAfter(question, before, signal) : before;
    },
    refetchInterval: isLive && livePollMs,
    staleTime: isLive ? 0 : Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    structuralSharing: false,
  });
  useFeed({
    path: "/logs/out",
    filter: criteriaOf({ of: question.of, level: question.level }),
    isOn: isLive,
    onHints: () => query.refetch({ cancelRefetch: false }),
  });
  useOnEnd(isLive, query.refetch);
  const isBusy = useRef(false);
  const more = useCallback(async () => {
    const before = queries.getQueryData<Lines>(key);
    if (isBusy.current || before === undefined || before.isAtEnd) return;
    isBusy.current = true;
    try {
      queries.setQueryData(key, await linesAfter(question, before));
    } finally {
      isBusy.current = false;
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the question says all that the key does
  }, [queries, JSON.stringify(question)]);
  return { ...query, lines: query.data?.lines ?? none, more };
}
