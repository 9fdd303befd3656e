// A worker: executes the due runs of a work pool on one kind of infrastructure.
//
// Invariants
//   K1. No answer of the server, and no silence of it, ends a worker; only a signal does, or `runOnce`.
//   K2. What cannot be started here is not claimed, and its logs say why, once.
//   K3. A run of ours is claimed with a lease (X1): when this worker dies, it is due again for another.

import { hostname } from "node:os";
import type { JsonObject } from "../../lib/json.ts";
import type { DeploymentResponse } from "../../schemas/deployment.ts";
import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import type { WorkPoolResponse } from "../../schemas/work-pool.ts";
import { isHttpStatusError } from "../../sdk/errors.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import type { Api } from "../../sdk/host.ts";
import { numberSetting } from "../../sdk/settings.ts";
import type { Infrastructure, Job } from "../infrastructure.ts";
import { languageOf } from "../language.ts";
import { DueRuns } from "../runner/due-runs.ts";
import { openRunner, type Runner } from "../runner/runner.ts";
import { stopSignal } from "../runner/stop-signal.ts";
import { Watch } from "../runner/watch.ts";
import { beat } from "./beat.ts";
import { serveHealth } from "./health.ts";
import { jobConfiguration } from "./job-configuration.ts";
import { openPool, pathOf, readPool } from "./open-pool.ts";
import { runJob } from "./run-job.ts";
import { labelRun, logTo, propose, tellOfWorker } from "./run-records.ts";
import { StopWatch } from "./stop-watch.ts";
import type { WorkerOptions } from "./worker-options.ts";

/**
 * Serves a work pool until a signal: runs under way get their end, or their grace period at a second signal.
 *
 * @throws {ConfigurationError} the pool is missing and may not be made, or is of another type
 */
export async function startWorker(
  api: Api,
  infrastructure: Infrastructure,
  options: WorkerOptions & { apiEnv: Readonly<Record<string, string>> },
): Promise<void> {
  const { say = () => {}, createPoolIfMissing: createIfMissing = true, baseJobTemplate } = options;
  const pool = await openPool(api, { name: options.pool, infrastructure, createIfMissing, baseJobTemplate });
  await using stack = new AsyncDisposableStack();
  if (api.runServices !== undefined) stack.use(api.runServices());
  const worker = new PoolWorker(api, { ...options, pool, infrastructure, say });
  stack.use(worker);
  const everySeconds = options.heartbeatSeconds ?? numberSetting("worker.heartbeat_seconds") ?? 30;
  stack.use(beat(api, { pool: pool.name, name: worker.name, everySeconds, say }));
  if (options.health !== undefined)
    stack.use(await serveHealth({ ...options.health, complaint: () => worker.complaint(), say }));
  await tellOfWorker(api, "started", { name: worker.name, pool });
  say(`Worker "${worker.name}" serves the ${pool.type} pool "${pool.name}"; Ctrl+C stops.`);
  using stop = stopSignal(options.signal);
  if (options.runOnce) await worker.runOnce();
  else {
    worker.begin();
    await stop.first;
    await worker.end(stop.second);
  }
  await tellOfWorker(api, "stopped", { name: worker.name, pool });
}

interface PoolWorkerOptions extends Omit<WorkerOptions, "pool"> {
  pool: WorkPoolResponse;
  infrastructure: Infrastructure;
  apiEnv: Readonly<Record<string, string>>;
  say(message: string): void;
}

class PoolWorker implements AsyncDisposable {
  readonly name: string;
  readonly #api: Api;
  readonly #options: PoolWorkerOptions;
  readonly #pollSeconds: number;
  readonly #graceSeconds: number;
  readonly #runner: Runner;
  readonly #watch: Watch;
  readonly #stops: StopWatch;
  readonly #due: DueRuns;
  readonly #open = new Map<string, Promise<unknown>>();
  readonly #refused = new Set<string>();
  readonly #leaving = new AbortController();
  #lastLook = Date.now();

  constructor(api: Api, options: PoolWorkerOptions) {
    const { pool, limit = Infinity, say, apiEnv } = options;
    this.#api = api;
    this.#options = options;
    this.name = options.name ?? `${pool.type} on ${hostname()}`;
    this.#graceSeconds = options.graceSeconds ?? 30;
    this.#pollSeconds = options.pollSeconds ?? numberSetting("worker.query_seconds") ?? 10;
    const running = { graceSeconds: this.#graceSeconds, pollSeconds: this.#pollSeconds, env: apiEnv };
    const onLine = (line: string) => console.error(line);
    this.#runner = openRunner({ api, ...running, warm: { most: 0 }, onLine, say });
    this.#watch = new Watch(api, { everyMs: this.#pollSeconds * 1000 });
    this.#stops = new StopWatch(api);
    this.#due = new DueRuns({
      api,
      find: (due) => this.#find(due),
      pollSeconds: options.prefetchSeconds ?? numberSetting("worker.prefetch_seconds") ?? 10,
      room: () => limit - this.#open.size,
      start: (run) => this.#start(run),
      say,
    });
  }

  begin(): void {
    this.#watch.listen(() => {
      this.#due.look();
      this.#stops.look().catch(() => {}); // the next look will tell
    });
    this.#watch.add([`work-pool:${this.#options.pool.name}`]);
    this.#due.look();
  }

  /** Executes what is due now, and nothing that becomes due meanwhile. */
  async runOnce(): Promise<void> {
    const { limit = Infinity } = this.#options;
    const runs = await this.#find({ before: new Date().toISOString(), limit: 200 });
    await Promise.all(runs.slice(0, limit).map((run) => this.#execute(run)));
  }

  async end(atOnce: Promise<unknown>): Promise<void> {
    await this.#due.stop();
    if (this.#open.size === 0) return;
    this.#options.say(`Stopping when ${this.#open.size} runs have ended. Once more stops them.`);
    await Promise.race([Promise.all(this.#open.values()), atOnce]);
    this.#leaving.abort();
    this.#stops.stopAll();
    await Promise.all(this.#open.values());
  }

  /** Why it is not well: it has not got an answer for thirty times the time between two looks. */
  complaint(): string | undefined {
    const silent = (Date.now() - this.#lastLook) / 1000;
    return silent <= 30 * this.#pollSeconds ? undefined : `No answer from the server for ${Math.round(silent)} s.`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watch[Symbol.dispose]();
    await this.#runner[Symbol.asyncDispose]();
  }

  async #find({ before, limit }: { before: string; limit: number }): Promise<FlowRunResponse[]> {
    const { pool, queues } = this.#options;
    const body = { scheduled_before: before, limit, ...(queues?.length ? { work_queue_names: queues } : {}) };
    try {
      const path = `${pathOf(pool.name)}/get_scheduled_flow_runs`;
      const found = await ask<{ flow_run: FlowRunResponse }[]>(this.#api, path, { method: "POST", body, retries: 0 });
      return found.map(({ flow_run }) => flow_run);
    } catch (error) {
      if (isHttpStatusError(error, 404)) return []; // a pool or queue that is to be made yet
      throw error;
    } finally {
      this.#lastLook = Date.now();
    }
  }

  #start(run: FlowRunResponse): void {
    const work = this.#execute(run)
      .catch((error: unknown) => this.#options.say(`The run ${run.name} was not seen to its end: ${String(error)}`))
      .finally(() => {
        this.#open.delete(run.id);
        this.#due.forget(run.id);
        if (!this.#refused.has(run.id)) this.#due.look();
      });
    this.#open.set(run.id, work);
  }

  async #execute(run: FlowRunResponse): Promise<void> {
    const deployment = await this.#deploymentOf(run);
    if (deployment === undefined) return;
    const { infrastructure } = this.#options;
    const refusal = infrastructure.refuses?.(deployment);
    if (refusal !== undefined) return await this.#refuse(run, refusal);
    const command = (deployment.job_variables as JsonObject)["command"];
    const isOurs = languageOf(deployment) === "typescript" && isOrdinary(command);
    if (infrastructure.type === "process" && isOurs) return await this.#executeByRunner(run, deployment);
    await runJob(run, {
      api: this.#api,
      infrastructure,
      worker: { name: this.name, pool: this.#options.pool },
      graceSeconds: this.#graceSeconds,
      watch: this.#stops,
      configure: (claimed) => this.#configure(claimed, deployment),
    });
  }

  /** A run whose deployment was deleted has nothing to run. */
  async #deploymentOf(run: FlowRunResponse): Promise<DeploymentResponse | undefined> {
    try {
      return await ask<DeploymentResponse>(this.#api, `/deployments/${run.deployment_id}`, { isPatient: true });
    } catch (error) {
      if (!isHttpStatusError(error, 404)) throw error;
      await propose(this.#api, run.id, { type: "CANCELLED", message: "Its deployment was deleted." }, true);
      return undefined;
    }
  }

  /** K2 */
  async #refuse(run: FlowRunResponse, reason: string): Promise<void> {
    if (this.#refused.has(run.id)) return;
    this.#refused.add(run.id);
    this.#options.say(reason);
    await logTo(this.#api, run.id, { level: "warning", message: `Not claimed by worker ${this.name}. ${reason}` });
  }

  async #executeByRunner(run: FlowRunResponse, deployment: DeploymentResponse): Promise<void> {
    const token = await this.#runner.claim(run.id); // K3
    if (token === undefined) return;
    const worker = { name: this.name, pool: this.#options.pool };
    await labelRun(this.#api, run, worker);
    let job: Job;
    try {
      job = await this.#configure(run, deployment);
    } catch (error) {
      const message = `Failed to submit flow run to infrastructure: ${(error as Error).message}`;
      await propose(this.#api, run.id, { type: "CRASHED", message }, true);
      return;
    }
    const { env, working_dir } = job.configuration;
    const folder = typeof working_dir === "string" ? { folder: working_dir } : {};
    await tellOfWorker(this.#api, "submitted-flow-run", worker, run);
    await this.#runner.run(run, { deployment, token, env, signal: this.#leaving.signal, ...folder });
    await tellOfWorker(this.#api, "executed-flow-run", worker, run);
  }

  async #configure(run: FlowRunResponse, deployment: DeploymentResponse): Promise<Job> {
    const { pool: known, apiEnv } = this.#options;
    const flow = await ask<{ id: string; name: string }>(this.#api, `/flows/${run.flow_id}`, { isPatient: true });
    const pool = (await readPool(this.#api, known.name)) ?? known; // its template may have been changed
    const parts = { pool, deployment, run, flow: { id: flow.id, name: flow.name }, workerName: this.name, apiEnv };
    return { run, deployment, configuration: await jobConfiguration(this.#api, parts) };
  }
}

/** The command that `deploy` writes for other workers; a runner does the same without starting npx. */
function isOrdinary(command: unknown): boolean {
  return command === undefined || command === null || command === "npx --no-install sluice flow-run execute";
}
