import { z } from "zod";
import { once } from "../../lib/once.ts";
import { uuid } from "../fields.ts";
import {
  filter,
  idInOrNot,
  idInOrNull,
  joined,
  stateTypeInOrNot,
  tagsAllOrAny,
  textIn,
  textInOrLike,
  textInOrNot,
  timeBetween,
  timeBetweenOrNull,
} from "./criterion.ts";

/** `start_time` compares the expected start of a run that has not started. */
export const FlowRunFilter = once(() =>
  filter("FlowRunFilter", {
    id: idInOrNot(),
    name: textInOrLike(),
    tags: tagsAllOrAny(),
    deployment_id: idInOrNull(),
    work_queue_name: joined({ any_: z.array(z.string()), is_null_: z.boolean() }),
    state: joined({ type: stateTypeInOrNot(), name: textInOrNot() }),
    flow_version: textIn(),
    start_time: timeBetweenOrNull(),
    end_time: timeBetweenOrNull(),
    expected_start_time: timeBetween(),
    next_scheduled_start_time: timeBetween(),
    parent_flow_run_id: joined({ any_: z.array(uuid()) }),
    parent_task_run_id: idInOrNull(),
    idempotency_key: textInOrNot(),
    created_by: joined({ id_: z.array(uuid()), type_: z.array(z.string()), is_null_: z.boolean() }),
  }),
);
export type FlowRunFilter = z.infer<ReturnType<typeof FlowRunFilter>>;
