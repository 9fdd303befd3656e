import { z } from "zod";
import { once } from "../../lib/once.ts";
import { filter, idInOrNot, joined, tagsAll, textInOrLike } from "./criterion.ts";

export const FlowFilter = once(() =>
  filter("FlowFilter", {
    id: idInOrNot(),
    deployment: joined({ is_null_: z.boolean() }),
    name: textInOrLike(),
    tags: tagsAll(),
  }),
);
export type FlowFilter = z.infer<ReturnType<typeof FlowFilter>>;
