import { z } from "zod";
import { once } from "../../lib/once.ts";
import { workerStatuses } from "../enums.ts";
import { criterion, filter, idIn, textIn, timeBetween } from "./criterion.ts";

export const WorkPoolFilter = once(() => filter("WorkPoolFilter", { id: idIn(), name: textIn(), type: textIn() }));
export type WorkPoolFilter = z.infer<ReturnType<typeof WorkPoolFilter>>;

export const WorkQueueFilter = once(() =>
  filter("WorkQueueFilter", {
    id: idIn(),
    name: criterion({ any_: z.array(z.string()), startswith_: z.array(z.string()) }),
  }),
);
export type WorkQueueFilter = z.infer<ReturnType<typeof WorkQueueFilter>>;

export const WorkerFilter = once(() =>
  filter("WorkerFilter", {
    last_heartbeat_time: timeBetween(),
    status: criterion({ any_: z.array(z.enum(workerStatuses)), not_any_: z.array(z.enum(workerStatuses)) }),
  }),
);
export type WorkerFilter = z.infer<ReturnType<typeof WorkerFilter>>;

export const TaskWorkerFilter = once(() =>
  z.object({ task_keys: z.array(z.string()) }).meta({ id: "TaskWorkerFilter" }),
);
export type TaskWorkerFilter = z.infer<ReturnType<typeof TaskWorkerFilter>>;
