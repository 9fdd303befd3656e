import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, timestamp, uuid } from "./fields.ts";
import { stateType } from "./run-state.ts";

const micros = once(() => z.array(z.int().nullable()));

/**
 * The calls of a flow run in columns: one place in every list is one call, so that tens of thousands of them are a
 * small answer. Times are microseconds after `origin`, negative before it.
 */
export const TimelineCalls = once(() =>
  named("TimelineCalls", {
    id: z.array(uuid()),
    name: z.array(z.string()),
    /** Place in `tasks`. */
    task: z.array(z.int()),
    state_type: z.array(stateType().nullable()),
    state_name: z.array(z.string().nullable()),
    /** When the call was made. */
    created: micros(),
    started: micros(),
    ended: micros(),
    run_count: z.array(z.int()),
    /** Whether a stored result was taken instead of running it. */
    reused: z.array(z.boolean()),
    /** The flow run that the call stands for. */
    child_flow_run_id: z.array(uuid().nullable()),
    /** The calls whose results it took or for which it waited. */
    parents: z.array(z.array(uuid())),
  }),
);
export type TimelineCalls = z.infer<ReturnType<typeof TimelineCalls>>;

export const RunTimeline = once(() =>
  named("RunTimeline", {
    origin: timestamp(),
    /** The server's time of the answer: what to ask `since` next. */
    now: timestamp(),
    start_time: timestamp().nullable(),
    end_time: timestamp().nullable(),
    /** Names of tasks and child flows. */
    tasks: z.array(z.string()),
    calls: TimelineCalls(),
    /** False when there were more calls than one answer holds. */
    is_complete: z.boolean(),
  }),
);
export type RunTimeline = z.infer<ReturnType<typeof RunTimeline>>;
