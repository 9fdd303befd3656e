import { resolve } from "node:path";
import { withoutUndefined } from "../../sdk/definitions/option-checks.ts";
import type { Json, JsonObject } from "../../lib/json.ts";
import type { DeploymentOptions } from "../../sdk/deployments/deployment-options.ts";
import { toDeployment } from "../../sdk/deployments/to-deployment.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import { connect } from "../../sdk/engine/reporting/process.ts";
import type { Api } from "../../sdk/host.ts";
import type { DeploymentResponse } from "../../schemas/deployment.ts";
import { loadFlow } from "../runner/code-place.ts";
import { executeCommand, saveDeployment } from "../runner/save-deployment.ts";
import { runSteps, type Step } from "../sources/pull-into.ts";
import { referencesTo } from "../sources/references.ts";
import { fill } from "../sources/templating.ts";
import type { Project, ProjectDeployment, ProjectSchedule } from "./project-schema.ts";
import { ProjectFileError } from "./read-project.ts";
import { findPool } from "./work-pool.ts";

export interface DeployedFromProject {
  id: string;
  /** `flow/deployment`. */
  name: string;
  isNew: boolean;
}

/** Builds, pushes and deploys one entry of a project. What the file does not say of a deployment stays as it is. */
export async function deployEntry(
  folder: string,
  project: Project,
  entry: ProjectDeployment,
): Promise<DeployedFromProject> {
  const { api } = await connect();
  const pool = entry.work_pool ? await findPool(api, entry.work_pool.name) : undefined;
  const references = referencesTo(api);
  const all = [...(entry.build ?? project.build ?? []), ...(entry.push ?? project.push ?? [])];
  const { outputs } = await runSteps(all, { into: folder, directory: folder, references });
  const { pull = project.pull, build: _build, push: _push, ...own } = entry;
  // Blocks are filled in where a run starts: what they hold is never stored with a deployment.
  const known = { ...references, block: undefined, outputs };
  const filled = (await fill(own as unknown as Json, known)) as unknown as Entry;
  const { target, name: flowName } = await loadFlow({ entrypoint: filled.entrypoint, folder });
  const before = await existing(api, flowName, filled.name);
  const deployment = toDeployment(target(), optionsOf(filled, before));
  const place = {
    entrypoint: filled.entrypoint,
    path: null,
    pull_steps: (await fill((pull ?? [inFolder(folder)]) as Json, { outputs })) as JsonObject[],
    ...(pool === undefined ? {} : { work_pool_name: pool.name }),
    ...(filled.work_pool?.work_queue_name ? { work_queue_name: filled.work_pool.work_queue_name } : {}),
    schedules: schedulesOf(filled, before) as unknown as Json,
    job_variables: { command: executeCommand, ...(filled.work_pool?.job_variables ?? before?.job_variables) },
  };
  const { id } = await saveDeployment(api, deployment, place);
  return { id, name: `${flowName}/${filled.name}`, isNew: before === undefined };
}

async function existing(api: Api, flow: string, name: string): Promise<DeploymentResponse | undefined> {
  const body = { flows: { name: { any_: [flow] } }, deployments: { name: { any_: [name] } }, limit: 1 };
  return (await ask<DeploymentResponse[]>(api, "/deployments/filter", { method: "POST", body }))[0];
}

function inFolder(folder: string): Step {
  return { "prefect.deployments.steps.set_working_directory": { directory: resolve(folder) } };
}

type Entry = Omit<ProjectDeployment, "build" | "push" | "pull">;

function optionsOf(entry: Entry, before: DeploymentResponse | undefined): DeploymentOptions {
  return withoutUndefined({
    name: entry.name,
    version: entry.version === undefined || entry.version === null ? undefined : String(entry.version),
    description: entry.description ?? before?.description ?? undefined,
    tags: entry.tags ?? before?.tags,
    parameters: entry.parameters ?? before?.parameters,
    enforceParameterSchema: entry.enforce_parameter_schema ?? before?.enforce_parameter_schema,
    paused: entry.paused ?? before?.paused,
    concurrencyLimit: limitOf(entry.concurrency_limit ?? limitBefore(before)),
  }) as DeploymentOptions;
}

type Limit = Exclude<ProjectDeployment["concurrency_limit"], number>;

function limitBefore(before: DeploymentResponse | undefined): Limit {
  const limit = before?.global_concurrency_limit?.limit;
  if (limit === undefined) return undefined;
  return { limit, ...before?.concurrency_options };
}

function limitOf(given: ProjectDeployment["concurrency_limit"]): DeploymentOptions["concurrencyLimit"] {
  if (given === null || given === undefined || typeof given === "number") return given ?? undefined;
  const collisionStrategy = given.collision_strategy === "CANCEL_NEW" ? "cancelNew" : "enqueue";
  return { limit: given.limit, collisionStrategy, gracePeriodSeconds: given.grace_period_seconds ?? undefined };
}

/** As the API has them; where the file says nothing of schedules, those that people have made stay. */
function schedulesOf({ schedule, schedules }: Entry, before: DeploymentResponse | undefined): unknown[] {
  const given = schedules ?? (schedule ? [schedule] : undefined);
  if (given !== undefined) return given.map(scheduleOnWire);
  return (before?.schedules ?? []).map(({ schedule: rule, active, parameters, slug }) => ({
    schedule: rule,
    active,
    parameters,
    slug,
  }));
}

function scheduleOnWire(given: ProjectSchedule): JsonObject {
  const { cron, interval, rrule, timezone, anchor_date: anchor, day_or } = given;
  if ([cron, interval, rrule].filter((one) => one !== undefined && one !== null).length !== 1)
    throw new ProjectFileError("A schedule has one of cron, interval and rrule.");
  const rule = said({ cron, interval, rrule, timezone, day_or, anchor_date: anchor && new Date(anchor).toISOString() });
  const { active, parameters, slug, replaces } = given;
  return { schedule: rule, ...said({ active, parameters, slug, replaces }) };
}

/** Without what the file leaves out. */
function said(values: Record<string, Json | undefined>): JsonObject {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as JsonObject;
}
