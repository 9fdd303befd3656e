import type { JsonObject } from "../lib/json.ts";
import type { DeploymentResponse } from "../schemas/deployment.ts";
import type { FlowRunResponse } from "../schemas/flow-run.ts";

/** What one flow run is started with: the job template of its pool with every value in its place. */
export interface JobConfiguration extends JsonObject {
  /** As a shell would read it. */
  command: string;
  env: Record<string, string>;
  labels: Record<string, string>;
  name: string;
}

/** One flow run that infrastructure is to execute. */
export interface Job {
  readonly run: FlowRunResponse;
  readonly deployment: DeploymentResponse;
  readonly configuration: JobConfiguration;
}

/** How a job came to its end. */
export interface JobEnd {
  /** Null where it cannot be told, or where a signal ended it. */
  exitCode: number | null;
  /** What the infrastructure says about it: "OOMKilled", "evicted: …". */
  reason?: string | undefined;
}

/** A job that was started and has not been seen to end. */
export interface RunningJob {
  /** Where it is found again: it becomes the run's `infrastructure_pid`. */
  readonly identifier: string;
  /** Settles once; never rejects. */
  readonly ended: Promise<JobEnd>;
  /** Asks it to end, and ends it by force after so many seconds. Settles when it is gone. */
  stop(graceSeconds: number): Promise<void>;
}

/** Is given what a job writes, line by line. */
export type TakeLine = (line: string, stream: "stdout" | "stderr") => void;

/** A kind of place where flow runs are executed. Each work pool has one. */
export interface Infrastructure {
  readonly type: string;
  readonly baseJobTemplate: JsonObject;
  /** Why a run of this deployment cannot be started here; undefined where it can. */
  refuses?(deployment: DeploymentResponse): string | undefined;
  /**
   * Starts a job. Its lines go to `take` where it does not write to the terminal of the worker; all have when it ended.
   *
   * @throws whatever keeps it from starting; the message goes to the run
   */
  start(job: Job, take: TakeLine): Promise<RunningJob>;
}
