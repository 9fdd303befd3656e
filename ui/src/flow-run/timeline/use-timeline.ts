import { useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../server/api.ts";
import { livePollMs } from "../../server/query.ts";
import { useOnEnd } from "../use-on-end.ts";
import { type Calls, mergeCalls } from "./calls.ts";
import type { ServerTime } from "./use-server-now.ts";

interface Known extends ServerTime {
  calls: Calls;
  isComplete: boolean;
}

/** The calls of a run. While it goes on, only what has changed is asked for. */
export function useTimeline(id: string, isLive: boolean) {
  const queries = useQueryClient();
  const queryKey = ["timeline", id];
  const timeline = useQuery({
    queryKey,
    queryFn: ({ signal }) => ask(id, queries.getQueryData<Known>(queryKey), signal),
    refetchInterval: isLive ? livePollMs / 2 : false,
    structuralSharing: false, // comparing 20,000 calls costs more than drawing them
  });
  useOnEnd(isLive, timeline.refetch);
  return timeline;
}

async function ask(id: string, before: Known | undefined, signal: AbortSignal): Promise<Known> {
  const query = before === undefined ? {} : { since: before.now };
  const answer = await call("GET /sluice/flow_runs/{id:uuid}/timeline", { params: { id }, query, signal });
  const time = { now: answer.now, received: performance.now(), origin: Date.parse(answer.origin) };
  if (before === undefined) {
    return { ...time, calls: mergeCalls(new Map(), answer), isComplete: answer.is_complete };
  }
  if (time.origin !== before.origin) return await ask(id, undefined, signal); // the run has begun, or begun again
  const calls = answer.calls.id.length === 0 ? before.calls : mergeCalls(before.calls, answer);
  return { ...time, calls, isComplete: before.isComplete && answer.is_complete };
}
