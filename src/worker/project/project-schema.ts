import { z } from "zod";
import { once } from "../../lib/once.ts";
import { jsonObject } from "../../schemas/fields.ts";

const steps = once(() => z.array(jsonObject()).nullish());
const text = once(() => z.string().nullish());

const ProjectSchedule = once(() =>
  z.strictObject({
    cron: text(),
    interval: z.number().positive().nullish(),
    rrule: text(),
    timezone: text(),
    anchor_date: z.union([z.string(), z.date()]).nullish(),
    active: z.boolean().nullish(),
    parameters: jsonObject().nullish(),
    slug: text(),
    replaces: text(),
    day_or: z.boolean().nullish(),
  }),
);
export type ProjectSchedule = z.infer<ReturnType<typeof ProjectSchedule>>;

const ProjectDeployment = once(() =>
  z.strictObject({
    name: z.string().min(1),
    entrypoint: z.string().min(1),
    flow_name: text(),
    version: z.union([z.string(), z.number()]).nullish(),
    version_type: text(),
    description: text(),
    tags: z.array(z.string()).nullish(),
    schedule: ProjectSchedule().nullish(),
    schedules: z.array(ProjectSchedule()).nullish(),
    paused: z.boolean().nullish(),
    concurrency_limit: z
      .union([
        z.int().positive(),
        z.strictObject({
          limit: z.int().positive(),
          collision_strategy: z.enum(["ENQUEUE", "CANCEL_NEW"]).nullish(),
          grace_period_seconds: z.int().nullish(),
        }),
      ])
      .nullish(),
    parameters: jsonObject().nullish(),
    enforce_parameter_schema: z.boolean().nullish(),
    build: steps(),
    push: steps(),
    pull: steps(),
    work_pool: z
      .strictObject({ name: z.string().min(1), work_queue_name: text(), job_variables: jsonObject().nullish() })
      .nullish(),
  }),
);
export type ProjectDeployment = z.infer<ReturnType<typeof ProjectDeployment>>;

/** `sluice.yaml`, in the form of Prefect's `prefect.yaml`. */
export const Project = once(() =>
  z.strictObject({
    name: text(),
    "prefect-version": text(),
    definitions: z.unknown().optional(),
    build: steps(),
    push: steps(),
    pull: steps(),
    deployments: z.array(ProjectDeployment()).nullish(),
  }),
);
export type Project = z.infer<ReturnType<typeof Project>>;
