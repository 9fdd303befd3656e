import { z } from "zod";
import { once } from "../../lib/once.ts";
import { uuid } from "../fields.ts";
import {
  criterion,
  filter,
  idIn,
  joined,
  operator,
  stateTypeIn,
  tagsAll,
  textIn,
  textInOrLike,
  timeBetween,
  timeBetweenOrNull,
} from "./criterion.ts";

/** `flow_run_id: {}` leaves out task runs that belong to no flow run, as Prefect does. */
const inFlowRun = once(() =>
  z.object({ operator: operator(), any_: z.array(uuid()).nullish(), is_null_: z.boolean().nullable().default(false) }),
);

export const TaskRunFilter = once(() =>
  filter("TaskRunFilter", {
    id: idIn(),
    name: textInOrLike(),
    tags: tagsAll(),
    state: joined({ type: stateTypeIn(), name: textIn() }),
    start_time: timeBetweenOrNull(),
    end_time: timeBetweenOrNull(),
    expected_start_time: timeBetween(),
    subflow_runs: criterion({ exists_: z.boolean() }),
    flow_run_id: inFlowRun(),
  }),
);
export type TaskRunFilter = z.infer<ReturnType<typeof TaskRunFilter>>;
