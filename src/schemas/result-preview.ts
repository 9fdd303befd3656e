import { z } from "zod";
import { once } from "../lib/once.ts";
import { named } from "./fields.ts";

/** What people are shown of a run's result. */
export const ResultPreview = once(() =>
  named("ResultPreview", {
    /** Whether a result is known: one that was kept, or the reason why it was not. */
    is_known: z.boolean(),
    serializer: z.string().nullable(),
    /** The result in its serializer's own text; null when it is not inline, or too long to be shown. */
    text: z.string().nullable(),
    /** Its key in result storage, where it is there. */
    storage_key: z.string().nullable(),
    /** Characters inline, or bytes in storage. */
    size: z.int().nullable(),
    /** Why it was not kept. */
    not_kept: z.string().nullable(),
  }),
);
export type ResultPreview = z.infer<ReturnType<typeof ResultPreview>>;
