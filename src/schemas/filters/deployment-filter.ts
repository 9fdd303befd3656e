import { z } from "zod";
import { once } from "../../lib/once.ts";
import { criterion, filter, idInOrNot, tagsAllOrAny, textIn, textInOrLike, textLike } from "./criterion.ts";

export const DeploymentFilter = once(() =>
  filter("DeploymentFilter", {
    id: idInOrNot(),
    name: textInOrLike(),
    flow_or_deployment_name: textLike(),
    paused: criterion({ eq_: z.boolean() }),
    tags: tagsAllOrAny(),
    work_queue_name: textIn(),
    /** Accepted and without effect, as in Prefect. */
    concurrency_limit: criterion({ ge_: z.int(), le_: z.int(), is_null_: z.boolean() }),
  }),
);
export type DeploymentFilter = z.infer<ReturnType<typeof DeploymentFilter>>;
