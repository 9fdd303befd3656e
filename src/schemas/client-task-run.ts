// What Prefect's client says of a task run in the payload of `prefect.task-run.*` events: it decides the states of task
// runs itself, and records them by events. Source: http-api §10.

import { z } from "zod";
import { once } from "../lib/once.ts";
import { json, jsonObject, labels, timestamp } from "./fields.ts";
import { stateType } from "./run-state.ts";

export const ClientTaskRunPayload = once(() =>
  z.object({
    validated_state: z.object({
      type: stateType(),
      name: z.string().nullish(),
      message: z.string().nullish(),
      state_details: jsonObject().nullish(),
      data: json(),
    }),
    task_run: z.object({
      name: z.string().nullish(),
      task_key: z.string(),
      dynamic_key: z.string(),
      task_version: z.string().nullish(),
      empirical_policy: jsonObject().nullish(),
      tags: z.array(z.string()).nullish(),
      labels: labels().nullish(),
      task_inputs: jsonObject().nullish(),
      run_count: z.int().nullish(),
      flow_run_run_count: z.int().nullish(),
      expected_start_time: timestamp().nullish(),
      start_time: timestamp().nullish(),
      end_time: timestamp().nullish(),
      /** Seconds. */
      total_run_time: z.number().nullish(),
      cache_key: z.string().nullish(),
      cache_expiration: timestamp().nullish(),
    }),
  }),
);
export type ClientTaskRunPayload = z.infer<ReturnType<typeof ClientTaskRunPayload>>;
