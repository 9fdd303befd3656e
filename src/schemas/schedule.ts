import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, jsonObject, stored, timestamp, uuid } from "./fields.ts";

/** Every so many seconds, counted from an anchor. */
export const IntervalSchedule = once(() =>
  named("IntervalSchedule", {
    /** Seconds. */
    interval: z.number().positive(),
    anchor_date: timestamp().optional(),
    timezone: z.string().nullish(),
  }),
);
export type IntervalSchedule = z.infer<ReturnType<typeof IntervalSchedule>>;

export const CronSchedule = once(() =>
  named("CronSchedule", {
    cron: z.string(),
    timezone: z.string().nullish(),
    day_or: z.boolean().default(true),
  }),
);
export type CronSchedule = z.infer<ReturnType<typeof CronSchedule>>;

/** An iCalendar recurrence rule (RFC 5545). */
export const RRuleSchedule = once(() =>
  named("RRuleSchedule", {
    rrule: z.string(),
    timezone: z.string().nullable().default("UTC"),
  }),
);
export type RRuleSchedule = z.infer<ReturnType<typeof RRuleSchedule>>;

/** When a deployment runs; told apart by its keys. */
export const Schedule = once(() => z.union([IntervalSchedule(), CronSchedule(), RRuleSchedule()]));
export type Schedule = z.infer<ReturnType<typeof Schedule>>;

export const DeploymentSchedule = once(() =>
  named("DeploymentSchedule", {
    ...stored(),
    deployment_id: uuid().nullable(),
    schedule: Schedule(),
    active: z.boolean(),
    max_scheduled_runs: z.int().positive().nullable(),
    parameters: jsonObject(),
    slug: z.string().nullable(),
  }),
);
export type DeploymentSchedule = z.infer<ReturnType<typeof DeploymentSchedule>>;

export const DeploymentScheduleCreate = once(() =>
  named("DeploymentScheduleCreate", {
    active: z.boolean().default(true),
    schedule: Schedule(),
    max_scheduled_runs: z.int().positive().nullish(),
    parameters: jsonObject().default({}),
    slug: z.string().nullish(),
    replaces: z.string().nullish(),
  }),
);
export type DeploymentScheduleCreate = z.infer<ReturnType<typeof DeploymentScheduleCreate>>;

export const DeploymentScheduleUpdate = once(() =>
  named("DeploymentScheduleUpdate", {
    active: z.boolean().nullish(),
    schedule: Schedule().nullish(),
    max_scheduled_runs: z.int().positive().nullish(),
    parameters: jsonObject().optional(),
    slug: z.string().nullish(),
    replaces: z.string().nullish(),
  }),
);
export type DeploymentScheduleUpdate = z.infer<ReturnType<typeof DeploymentScheduleUpdate>>;
