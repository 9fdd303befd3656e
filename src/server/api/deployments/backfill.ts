import { isoFromMicros } from "../../../lib/clock.ts";
import { microsFromWire } from "../../../schemas/iso-time.ts";
import type { Schedule } from "../../../schemas/schedule.ts";
import { type ScheduleRow, schedulesOf } from "../../db/deployments/deployment-schedules.ts";
import { lockDeployment } from "../../db/deployments/deployments.ts";
import type { Tx } from "../../db/store.ts";
import { backfillRuns } from "../../deployments/backfill.ts";
import { scheduledTimes } from "../../schedules/scheduled-times.ts";
import { found, unprocessable } from "../http/api-error.ts";
import { parametersText } from "../http/json-text.ts";
import { serve } from "../http/serve.ts";
import { missingDeployment } from "./deployment-changes.ts";

const mostRuns = 500;

export const servedBackfills = [
  serve("POST /sluice/deployments/{id:uuid}/backfill", ({ params, body }, api) =>
    api.store.write(async (tx) => {
      const deployment = found(await lockDeployment(tx, { id: params.id }), missingDeployment);
      const schedule = await scheduleOf(tx, deployment.id, body.schedule_id);
      const range = { start: microsFromWire(body.from), end: microsFromWire(body.until) };
      if (range.end > api.clock.now()) throw unprocessable("A backfill is for times that have passed.");
      const times = scheduledTimes(schedule.schedule as Schedule, { ...range, atMost: mostRuns + 1 });
      if (times.length > mostRuns) throw unprocessable(`At most ${mostRuns} runs at once: give a shorter time.`);
      const tag = `backfill:${isoFromMicros(range.start)}/${isoFromMicros(range.end)}`;
      const parameters = parametersText(body.parameters, api);
      return backfillRuns(tx, { deployment, schedule, tag, parameters, isDryRun: body.dry_run }, times);
    }),
  ),
];

async function scheduleOf(tx: Tx, deploymentId: string, id: string | null | undefined): Promise<ScheduleRow> {
  const schedules = await schedulesOf(tx.db, [deploymentId]);
  const fitting = id == null ? schedules : schedules.filter((schedule) => schedule.id === id.toLowerCase());
  if (fitting.length === 1) return fitting[0]!;
  throw unprocessable(
    fitting.length === 0 ? "The deployment has no such schedule." : "Which schedule? Give its id: there are several.",
  );
}
