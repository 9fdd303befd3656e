import type { JsonObject } from "../../lib/json.ts";
import { type Micros, isoFromMicros, microsFromIso } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { Schedule } from "../../schemas/schedule.ts";
import {
  deleteSchedules,
  insertSchedule,
  type ScheduleRow,
  updateSchedule,
} from "../db/deployments/deployment-schedules.ts";
import type { Tx } from "../db/store.ts";
import { isSameSchedule, scheduleKey } from "./schedule-key.ts";

/** A schedule as it was sent, its parameters as JSON text. What is left out stays, or has its default. */
export interface GivenSchedule {
  schedule?: Schedule | undefined;
  active?: boolean | undefined;
  max_scheduled_runs?: number | null | undefined;
  parameters?: string | undefined;
  slug?: string | null | undefined;
  /** The slug of the schedule whose place this one takes. */
  replaces?: string | null | undefined;
}

/** What became of the schedules of a deployment. */
export interface ChangedSchedules {
  schedules: ScheduleRow[];
  /** Those that do not go on as they were. */
  changed: Set<string>;
}

/** A slug that two schedules of a deployment would have. */
export class SlugTaken extends Error {
  override name = "SlugTaken";
}

/**
 * Makes the given schedules those of a deployment. One that is there already, by its slug or by what recurs, keeps its
 * row: its runs stay, and so does a switch that somebody set by hand, unless the deployment now says something else.
 *
 * @throws SlugTaken
 */
export async function replaceSchedules(
  tx: Tx,
  deploymentId: string,
  { existing, given }: { existing: readonly ScheduleRow[]; given: readonly GivenSchedule[] },
): Promise<ChangedSchedules> {
  const result: ChangedSchedules = { schedules: [], changed: new Set() };
  const left = [...existing];
  for (const [at, one] of given.entries()) {
    const key = keyAmong(one, given.slice(0, at));
    const match = left.findIndex((row) => isMeant(row, one, key));
    const [row] = match === -1 ? [] : left.splice(match, 1);
    await put(tx, { deploymentId, row, given: { ...one, content_key: key } }, result);
  }
  await deleteSchedules(
    tx,
    left.map(({ id }) => id),
  );
  return result;
}

/**
 * Changes the schedules that the given ones name by their slugs, adds the others, and leaves what is not named.
 *
 * @throws SlugTaken
 */
export async function mergeSchedules(
  tx: Tx,
  deploymentId: string,
  { existing, given }: { existing: readonly ScheduleRow[]; given: readonly GivenSchedule[] },
): Promise<ChangedSchedules> {
  const result: ChangedSchedules = { schedules: [], changed: new Set() };
  const left = new Map(existing.map((row) => [row.slug, row]));
  for (const one of given) {
    const row = left.get(one.replaces ?? null) ?? left.get(one.slug ?? null);
    if (row !== undefined) left.delete(row.slug);
    await put(tx, { deploymentId, row, given: { ...one, content_key: keyAmong(one, []) } }, result);
  }
  result.schedules.push(...left.values());
  return result;
}

function isMeant(row: ScheduleRow, given: GivenSchedule, key: string): boolean {
  if (given.replaces) return row.slug === given.replaces;
  return given.slug ? row.slug === given.slug : row.content_key === key;
}

/** Equal schedules without slugs are told apart by their order. */
function keyAmong(given: GivenSchedule, before: readonly GivenSchedule[]): string {
  const keyOf = ({ schedule, parameters = "{}", slug = null }: GivenSchedule) =>
    schedule === undefined ? "" : scheduleKey({ schedule, parameters, slug });
  const key = keyOf(given);
  const equal = before.filter((other) => keyOf(other) === key).length;
  return equal === 0 ? key : `${key}#${equal + 1}`;
}

type Put = {
  deploymentId: string;
  row: ScheduleRow | undefined;
  given: GivenSchedule & { content_key: string };
};

async function put(tx: Tx, { deploymentId, row, given }: Put, result: ChangedSchedules): Promise<void> {
  const next = row === undefined ? newSchedule(tx.now, deploymentId, given) : changedSchedule(tx.now, row, given);
  if (result.schedules.some(({ slug }) => slug !== null && slug === next.slug)) throw new SlugTaken(next.slug!);
  if (row === undefined) {
    if (!(await insertSchedule(tx, next))) throw new SlugTaken(next.slug!);
    result.changed.add(next.id);
  } else {
    await updateSchedule(tx, row.id, next);
    if (!goesOn(row, next)) result.changed.add(next.id);
  }
  result.schedules.push(next);
}

/** @throws Error when there is nothing that recurs. */
export function newSchedule(
  now: Micros,
  deploymentId: string,
  given: GivenSchedule & { content_key?: string },
): ScheduleRow {
  const schedule = anchored(given.schedule!, now, undefined);
  const { active = true, parameters = "{}", slug = null } = given;
  return {
    id: uuidv7(),
    created: now,
    updated: now,
    deployment_id: deploymentId,
    slug,
    active,
    declared_active: active,
    max_scheduled_runs: given.max_scheduled_runs ?? null,
    scheduled_through: null,
    generate_at: now,
    content_key: given.content_key ?? scheduleKey({ schedule, parameters, slug }),
    schedule: schedule as JsonObject,
    parameters,
  };
}

function changedSchedule(now: Micros, row: ScheduleRow, given: GivenSchedule & { content_key: string }): ScheduleRow {
  const { active, max_scheduled_runs, parameters = row.parameters, slug } = given;
  const current = row.schedule as Schedule;
  const schedule = given.schedule === undefined ? current : anchored(given.schedule, now, current);
  const isSaidAnew = active !== undefined && active !== row.declared_active;
  return {
    ...row,
    slug: slug === undefined ? row.slug : slug,
    active: isSaidAnew ? active : row.active,
    declared_active: active ?? row.declared_active,
    max_scheduled_runs: max_scheduled_runs === undefined ? row.max_scheduled_runs : max_scheduled_runs,
    content_key: given.schedule === undefined ? row.content_key : given.content_key,
    schedule: schedule as JsonObject,
    parameters,
  };
}

const aMinute = 60_000_000;

/**
 * An interval is counted from an anchor. Clients send the time of the deployment for one that nobody gave: then the
 * anchor that is there stays, or every redeploy would put the next run off.
 */
export function anchored(schedule: Schedule, now: Micros, before: Schedule | undefined): Schedule {
  if (!("interval" in schedule)) return schedule;
  const given = schedule.anchor_date;
  const isDefault = given === undefined || Math.abs(microsFromIso(given) - now) < aMinute;
  const stays = isDefault && before !== undefined && "interval" in before && before.interval === schedule.interval;
  const anchor_date = stays ? before.anchor_date : (given ?? isoFromMicros(now));
  return { ...schedule, anchor_date, timezone: schedule.timezone ?? "UTC" };
}

/** Whether the runs that a schedule has made are still those that it would make. */
export function goesOn(before: ScheduleRow, after: ScheduleRow): boolean {
  return (
    before.active === after.active &&
    before.max_scheduled_runs === after.max_scheduled_runs &&
    before.content_key === after.content_key &&
    isSameSchedule(before.schedule as Schedule, after.schedule as Schedule)
  );
}
