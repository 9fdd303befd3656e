// Runs of a deployment for times that have passed.

import { z } from "zod";
import { once } from "../lib/once.ts";
import { jsonObject, named, timestamp, uuid } from "./fields.ts";

export const BackfillRequest = once(() =>
  named("BackfillRequest", {
    from: timestamp(),
    until: timestamp(),
    /** Default: the only schedule of the deployment. */
    schedule_id: uuid().nullish(),
    /** Go before the schedule's and the deployment's. */
    parameters: jsonObject().default({}),
    dry_run: z.boolean().default(false),
  }),
);
export type BackfillRequest = z.infer<ReturnType<typeof BackfillRequest>>;

export const Backfill = once(() =>
  named("Backfill", {
    /** The tag of all its runs: they are listed and cancelled by it. */
    tag: z.string(),
    runs: z.array(
      z.object({
        scheduled_time: timestamp(),
        /** `exists`: there is a run for this time already. */
        outcome: z.enum(["created", "exists", "would be created"]),
      }),
    ),
  }),
);
export type Backfill = z.infer<ReturnType<typeof Backfill>>;
