import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { call } from "../../server/api.ts";
import { livePollMs } from "../../server/query.ts";
import { type Calls, mergeCalls } from "./calls.ts";

interface Known {
  calls: Calls;
  /** The origin of the calls' times, in milliseconds since 1970. */
  origin: number;
  /** The server's time of the last answer, as it wrote it. */
  now: string;
  isComplete: boolean;
}

/** The calls of a run. While it goes on, only what has changed is asked for. */
export function useTimeline(id: string, isLive: boolean) {
  const known = useRef<{ id: string; value: Known } | undefined>(undefined);
  return useQuery({
    queryKey: ["timeline", id],
    queryFn: async ({ signal }) => {
      const before = known.current?.id === id ? known.current.value : undefined;
      const value = await ask(id, before, signal);
      known.current = { id, value };
      return value;
    },
    refetchInterval: isLive ? livePollMs / 2 : false,
    structuralSharing: false, // comparing 20,000 calls costs more than drawing them
  });
}

async function ask(id: string, before: Known | undefined, signal: AbortSignal): Promise<Known> {
  const query = before === undefined ? {} : { since: before.now };
  const answer = await call("GET /sluice/flow_runs/{id:uuid}/timeline", { params: { id }, query, signal });
  const origin = Date.parse(answer.origin);
  if (before !== undefined && origin !== before.origin) return await ask(id, undefined, signal); // the run has begun, or again
  if (before !== undefined && answer.calls.id.length === 0) return { ...before, now: answer.now };
  const calls = mergeCalls(before?.calls ?? new Map(), answer);
  return { calls, origin, now: answer.now, isComplete: (before?.isComplete ?? true) && answer.is_complete };
}
