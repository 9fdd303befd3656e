import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, timestamp } from "./fields.ts";
import { stateType } from "./run-state.ts";

export const HistoryResponseState = once(() =>
  named("HistoryResponseState", {
    state_type: stateType(),
    state_name: z.string(),
    count_runs: z.int(),
    sum_estimated_run_time: z.number(),
    sum_estimated_lateness: z.number(),
  }),
);
export type HistoryResponseState = z.infer<ReturnType<typeof HistoryResponseState>>;

/** One bucket of a history: how many runs were in which state. */
export const HistoryResponse = once(() =>
  named("HistoryResponse", {
    interval_start: timestamp(),
    interval_end: timestamp(),
    states: z.array(HistoryResponseState()),
  }),
);
export type HistoryResponse = z.infer<ReturnType<typeof HistoryResponse>>;
