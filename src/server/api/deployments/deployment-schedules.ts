import type { JsonObject } from "../../../lib/json.ts";
import type { Schedule } from "../../../schemas/schedule.ts";
import {
  deleteSchedules,
  insertSchedule,
  type ScheduleRow,
  schedulesOf,
  updateSchedule,
} from "../../db/deployments/deployment-schedules.ts";
import { lockDeployment, type StoredDeployment, updateDeployment } from "../../db/deployments/deployments.ts";
import type { Tx } from "../../db/store.ts";
import { anchored, type GivenSchedule, goesOn, newSchedule, SlugTaken } from "../../deployments/change-schedules.ts";
import { refreshScheduledRuns } from "../../deployments/refresh-scheduled-runs.ts";
import { scheduleKey } from "../../deployments/schedule-key.ts";
import { found, notFound } from "../http/api-error.ts";
import { changeSchedules, missingDeployment } from "./deployment-changes.ts";
import { givenSchedule, givenSchedules } from "./given-schedules.ts";
import { scheduleOnWire } from "../on-wire/deployment.ts";
import { serve } from "../http/serve.ts";

const missing = "Schedule not found.";

export const servedDeploymentSchedules = [
  serve("GET /deployments/{id:uuid}/schedules", async ({ params }, { store }) => {
    const schedules = await store.read(async (db) => {
      const deployment = await db.selectFrom("deployment").select("id").where("id", "=", params.id).executeTakeFirst();
      return deployment && schedulesOf(db, [params.id]);
    });
    return found(schedules, missingDeployment).map(scheduleOnWire);
  }),

  serve("POST /deployments/{id:uuid}/schedules", async ({ params, body }, { store }) => {
    const given = givenSchedules(body, []);
    const added = await store.write((tx) =>
      changeSchedules(() => withSchedules(tx, params.id, (schedules) => add(tx, params.id, { schedules, given }))),
    );
    return added.map(scheduleOnWire);
  }),

  serve("PATCH /deployments/{id:uuid}/schedules/{schedule_id:uuid}", async ({ params, body }, { store }) => {
    const given = givenSchedule(body, []);
    await store.write((tx) =>
      changeSchedules(() =>
        withSchedules(tx, params.id, async (schedules) => {
          const row = found(
            schedules.find(({ id }) => id === params.schedule_id.toLowerCase()),
            missing,
          );
          if (given.slug && schedules.some((other) => other.id !== row.id && other.slug === given.slug)) {
            throw new SlugTaken(given.slug);
          }
          const next = changed(row, given, tx.now);
          await updateSchedule(tx, row.id, next);
          const others = schedules.filter((other) => other !== row);
          return { schedules: [...others, next], changed: goesOn(row, next) ? [] : [row.id], answer: undefined };
        }),
      ),
    );
    return undefined;
  }),

  serve("DELETE /deployments/{id:uuid}/schedules/{schedule_id:uuid}", async ({ params }, { store }) => {
    await store.write((tx) =>
      withSchedules(tx, params.id, async (schedules) => {
        const row = schedules.find(({ id }) => id === params.schedule_id.toLowerCase());
        if (row === undefined) throw notFound(missing);
        await deleteSchedules(tx, [row.id]);
        return { schedules: schedules.filter((other) => other !== row), changed: [], answer: undefined };
      }),
    );
    return undefined;
  }),
];

interface Change<T> {
  schedules: readonly ScheduleRow[];
  changed: readonly string[];
  answer: T;
}

/** Changes the schedules of a deployment, and the runs that follow from them. */
async function withSchedules<T>(
  tx: Tx,
  deploymentId: string,
  change: (schedules: readonly ScheduleRow[], deployment: StoredDeployment) => Promise<Change<T>>,
): Promise<T> {
  const deployment = found(await lockDeployment(tx, { id: deploymentId }), missingDeployment);
  const { schedules, changed: ids, answer } = await change(await schedulesOf(tx.db, [deploymentId]), deployment);
  await updateDeployment(tx, deploymentId, {});
  await refreshScheduledRuns(tx, deployment, { schedules, changed: new Set(ids) });
  return answer;
}

async function add(
  tx: Tx,
  deploymentId: string,
  { schedules, given }: { schedules: readonly ScheduleRow[]; given: readonly GivenSchedule[] },
): Promise<Change<ScheduleRow[]>> {
  const rows: ScheduleRow[] = [];
  for (const one of given) {
    const row = newSchedule(tx.now, deploymentId, { ...one, content_key: freeKey(one, [...schedules, ...rows]) });
    if (!(await insertSchedule(tx, row))) throw new SlugTaken(row.slug!);
    rows.push(row);
  }
  return { schedules: [...schedules, ...rows], changed: rows.map(({ id }) => id), answer: rows };
}

/** A second schedule of the same times is one of its own. */
function freeKey({ schedule, parameters = "{}", slug = null }: GivenSchedule, others: readonly ScheduleRow[]): string {
  const key = scheduleKey({ schedule: schedule!, parameters, slug });
  const equal = others.filter((other) => other.content_key.split("#")[0] === key).length;
  return equal === 0 ? key : `${key}#${equal + 1}`;
}

/** A switch by hand: it stays until a deployment says something new. */
function changed(row: ScheduleRow, given: GivenSchedule, now: number): ScheduleRow {
  const current = row.schedule as Schedule;
  const schedule = given.schedule === undefined ? current : anchored(given.schedule, now, current);
  const parameters = given.parameters ?? row.parameters;
  const slug = given.slug === undefined ? row.slug : given.slug;
  const isSame = given.schedule === undefined && slug === row.slug;
  return {
    ...row,
    slug,
    parameters,
    active: given.active ?? row.active,
    max_scheduled_runs: given.max_scheduled_runs === undefined ? row.max_scheduled_runs : given.max_scheduled_runs,
    schedule: schedule as JsonObject,
    content_key: isSame ? row.content_key : scheduleKey({ schedule: given.schedule ?? current, parameters, slug }),
  };
}
