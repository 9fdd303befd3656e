import type { Duration } from "../../lib/duration.ts";
import type { JsonObject } from "../../lib/json.ts";
import type { Flow } from "../flow.ts";

/** When runs of a deployment are made; of `cron`, `interval`, `rrule` and `schedules` only one may be given. */
export interface ScheduleOptions {
  /** One or more cron expressions. */
  cron?: string | readonly string[] | undefined;
  /** Every so many seconds, or `{ hours: 1 }`; counted from `anchor`. */
  interval?: Duration | readonly Duration[] | undefined;
  /** iCalendar recurrence rules. */
  rrule?: string | readonly string[] | undefined;
  /** IANA name. Default: UTC. */
  timezone?: string | undefined;
  /** Where intervals are counted from. Default: 2020-01-01. */
  anchor?: Date | undefined;
  /** Several schedules of any kind, each with what is its own. */
  schedules?: readonly DeploymentScheduleOptions[] | undefined;
}

export interface DeploymentScheduleOptions {
  cron?: string | undefined;
  interval?: Duration | undefined;
  rrule?: string | undefined;
  timezone?: string | undefined;
  anchor?: Date | undefined;
  /** Default true. */
  active?: boolean | undefined;
  /** Go before the deployment's own. */
  parameters?: JsonObject | undefined;
  /** Keeps a schedule the same one when it is changed. */
  slug?: string | undefined;
}

export interface ConcurrencyLimitOptions {
  limit: number;
  /** What a run that finds no free slot does: wait, or be cancelled. Default "enqueue". */
  collisionStrategy?: "enqueue" | "cancelNew" | undefined;
  /** How long a started run may take to show that it lives. */
  gracePeriodSeconds?: number | undefined;
}

/** What a deployment is, beside its flow. */
export interface DeploymentOptions extends ScheduleOptions {
  /** Default: the name of the flow. */
  name?: string | undefined;
  description?: string | undefined;
  tags?: readonly string[] | undefined;
  /** Default: the version of the flow. */
  version?: string | undefined;
  /** What runs have where nothing else is given. */
  parameters?: JsonObject | undefined;
  /** Refuse runs whose parameters do not fit the schema. Default true. */
  enforceParameterSchema?: boolean | undefined;
  /** Make no runs from schedules until it is resumed. Default false. */
  paused?: boolean | undefined;
  /** How many runs may be running at once. */
  concurrencyLimit?: number | ConcurrencyLimitOptions | undefined;
  jobVariables?: JsonObject | undefined;
}

/** A flow with what makes it a deployment, for `serve` and `deploy`. */
export interface FlowDeployment {
  readonly flow: Flow;
  readonly name: string;
  readonly options: Readonly<DeploymentOptions>;
}

/** How deployments are served from this process. */
export interface ServeOptions {
  /** Runs at once; `null` for any number. Default: the setting `runner.process_limit`, 5. */
  limit?: number | null | undefined;
  /** Pause the deployments when this process stops serving them. Default true. */
  pauseOnShutdown?: boolean | undefined;
  /** Say at the start what is served and how to run it. Default true. */
  printStartingMessage?: boolean | undefined;
  /** A small HTTP server: health, what runs, and a way to start runs. `true` takes port 8080 of 127.0.0.1. */
  webserver?: boolean | { host?: string | undefined; port?: number | undefined } | undefined;
  /** From asking a run to stop to ending its process. Default 30. */
  graceSeconds?: number | undefined;
  /** How often to look for due runs, behind being told of them. Default: the setting `runner.poll_frequency`, 10. */
  pollSeconds?: number | undefined;
  /** Keep a process with the flow's code loaded for the next run. Default: the setting `runner.warm`, true. */
  warm?: boolean | undefined;
  /** Ends serving, as SIGTERM does. */
  signal?: AbortSignal | undefined;
}

export type FlowServeOptions = DeploymentOptions & ServeOptions;
