import type { z } from "zod";
import { once } from "../../lib/once.ts";
import { timestamp } from "../fields.ts";
import { criterion, filter, tagsAllOrAny, textIn } from "./criterion.ts";

export const AutomationFilter = once(() =>
  filter("AutomationFilter", { name: textIn(), created: criterion({ before_: timestamp() }), tags: tagsAllOrAny() }),
);
export type AutomationFilter = z.infer<ReturnType<typeof AutomationFilter>>;
