import { parseExactJson } from "../../lib/exact-json.ts";
import type { JsonObject } from "../../lib/json.ts";
import { openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { watchFlowRun } from "../flow-run/watch-flow-run.ts";
import { refusedAsFailure } from "../not-found.ts";
import type { OutputOptions } from "../options.ts";
import { printJson } from "../print/print.ts";
import { relativeTime } from "../print/time.ts";
import { findDeployment, fullName } from "./find-deployment.ts";

export interface RunDeploymentOptions extends OutputOptions {
  param?: string[];
  params?: string;
  jobVariable?: string[];
  startIn?: string;
  startAt?: string;
  tag?: string[];
  flowRunName?: string;
  watch?: true;
}

/** Creates a run; its exit code is that of the run where it is watched. */
export async function runDeployment(text: string, options: RunDeploymentOptions): Promise<void> {
  const id = await createRun(text, options);
  if (options.watch) await watchFlowRun(id);
}

async function createRun(text: string, options: RunDeploymentOptions): Promise<string> {
  await using api = await openApi();
  const deployment = await findDeployment(api, text);
  const scheduled_time = startTime(options);
  const body = {
    parameters: { ...objectIn(options.params), ...assignments(options.param) },
    job_variables: assignments(options.jobVariable),
    ...(options.tag && { tags: options.tag }),
    ...(options.flowRunName && { name: options.flowRunName }),
    state: { type: "SCHEDULED" as const, state_details: { scheduled_time } },
  };
  const created = api.client.call("POST /deployments/{id:uuid}/create_flow_run", { params: deployment, body });
  const run = await refusedAsFailure(created, `The run of "${text}" was not created`);
  if (options.output === "json") printJson(run);
  else {
    console.log(
      `Created flow run ${run.name} of ${await fullName(api, deployment)}, to start ${relativeTime(scheduled_time)}.`,
    );
    console.log(`  ${run.id}`);
  }
  return run.id;
}

function objectIn(text: string | undefined): JsonObject {
  if (text === undefined) return {};
  const value = jsonOrText(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new CommandFailure("--params takes a JSON object, such as '{\"top\": 10}'.");
}

function assignments(texts: readonly string[] = []): JsonObject {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new CommandFailure(`"${text}" is no name=value.`);
      return [text.slice(0, at), jsonOrText(text.slice(at + 1))];
    }),
  ) as JsonObject;
}

function jsonOrText(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

function startTime({ startIn, startAt }: RunDeploymentOptions): string {
  if (startIn !== undefined && startAt !== undefined)
    throw new CommandFailure("Give --start-in or --start-at, not both.");
  if (startAt !== undefined) {
    const time = Date.parse(startAt);
    if (Number.isNaN(time)) throw new CommandFailure(`"${startAt}" is no ISO time, such as 2026-12-24T18:00:00Z.`);
    return new Date(time).toISOString();
  }
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(startIn ?? "0s") ?? [];
  if (count === undefined) throw new CommandFailure(`"${startIn}" is no span of time, such as 90s, 15m, 2h or 1d.`);
  return new Date(Date.now() + Number(count) * unitSeconds[unit as keyof typeof unitSeconds] * 1000).toISOString();
}
