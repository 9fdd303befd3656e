import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, stored, timestamp, uuid } from "./fields.ts";

export const LogCreate = once(() =>
  named("LogCreate", {
    name: z.string(),
    level: z.int(),
    message: z.string(),
    timestamp: timestamp(),
    flow_run_id: uuid().nullish(),
    task_run_id: uuid().nullish(),
  }),
);
export type LogCreate = z.infer<ReturnType<typeof LogCreate>>;

/** One log line of a run. */
export const Log = once(() =>
  named("Log", {
    ...stored(),
    name: z.string(),
    level: z.int(),
    message: z.string(),
    timestamp: timestamp(),
    flow_run_id: uuid().nullable(),
    task_run_id: uuid().nullable(),
  }),
);
export type Log = z.infer<ReturnType<typeof Log>>;
