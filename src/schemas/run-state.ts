import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, json, timestamp, uuid } from "./fields.ts";
import { stateTypes } from "./state.ts";

export const stateType = once(() => z.enum(stateTypes));

/** Facts about a state that rules, pauses and caching need. */
export const StateDetails = once(() =>
  named("StateDetails", {
    flow_run_id: uuid().nullish(),
    task_run_id: uuid().nullish(),
    child_flow_run_id: uuid().nullish(),
    scheduled_time: timestamp().nullish(),
    cache_key: z.string().nullish(),
    cache_expiration: timestamp().nullish(),
    deferred: z.boolean().nullable().default(false),
    untrackable_result: z.boolean().default(false),
    pause_timeout: timestamp().nullish(),
    pause_reschedule: z.boolean().default(false),
    pause_key: z.string().nullish(),
    run_input_keyset: z.record(z.string(), z.string()).nullish(),
    refresh_cache: z.boolean().nullish(),
    retriable: z.boolean().nullish(),
    transition_id: uuid().nullish(),
    task_parameters_id: uuid().nullish(),
    traceparent: z.string().nullish(),
    deployment_concurrency_lease_id: uuid().nullish(),
  }),
);
export type StateDetails = z.infer<ReturnType<typeof StateDetails>>;

/** A state as a client proposes it: the server gives it an id and a time. */
export const StateCreate = once(() =>
  named("StateCreate", {
    type: stateType(),
    name: z.string().nullish(),
    message: z.string().nullish(),
    data: json().nullish(),
    state_details: StateDetails().optional(),
  }),
);
export type StateCreate = z.infer<ReturnType<typeof StateCreate>>;

/** A state that a run is in, or was. */
export const State = once(() =>
  named("State", {
    id: uuid(),
    type: stateType(),
    name: z.string().nullable(),
    timestamp: timestamp(),
    message: z.string().nullable(),
    data: json().nullable(),
    state_details: StateDetails(),
  }),
);
export type State = z.infer<ReturnType<typeof State>>;
