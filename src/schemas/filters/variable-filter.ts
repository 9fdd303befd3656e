import type { z } from "zod";
import { once } from "../../lib/once.ts";
import { filter, idIn, tagsAll, textInOrLike } from "./criterion.ts";

export const VariableFilter = once(() =>
  filter("VariableFilter", { id: idIn(), name: textInOrLike(), tags: tagsAll() }),
);
export type VariableFilter = z.infer<ReturnType<typeof VariableFilter>>;
