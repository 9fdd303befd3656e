import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, timestamp, uuid } from "./fields.ts";

/** Who holds slots of a limit, or stands in its line. */
export const SlotUse = once(() =>
  named("SlotUse", {
    /** Null where it is no run that the server knows. */
    run: z.object({ type: z.enum(["flow-run", "task-run"]), id: uuid(), name: z.string() }).nullable(),
    slots: z.int(),
    since: timestamp(),
  }),
);
export type SlotUse = z.infer<ReturnType<typeof SlotUse>>;

export const SlotUses = once(() => named("SlotUses", { holders: z.array(SlotUse()), waiters: z.array(SlotUse()) }));
