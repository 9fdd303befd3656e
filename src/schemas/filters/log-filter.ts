import { z } from "zod";
import { once } from "../../lib/once.ts";
import { uuid } from "../fields.ts";
import { criterion, filter, idIn, textQuery, timeBetween } from "./criterion.ts";

export const LogFilter = once(() =>
  filter("LogFilter", {
    level: criterion({ ge_: z.int(), le_: z.int() }),
    timestamp: timeBetween(),
    flow_run_id: idIn(),
    task_run_id: criterion({ any_: z.array(uuid()), is_null_: z.boolean() }),
    text: textQuery(),
  }),
);
export type LogFilter = z.infer<ReturnType<typeof LogFilter>>;
