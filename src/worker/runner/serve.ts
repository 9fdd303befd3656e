import type { DeploymentResponse } from "../../schemas/deployment.ts";
import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import type { FlowDeployment, ServeOptions } from "../../sdk/deployments/deployment-options.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import { connect } from "../../sdk/engine/reporting/process.ts";
import type { Api } from "../../sdk/host.ts";
import { flagSetting, numberSetting } from "../../sdk/settings.ts";
import { DueRuns } from "./due-runs.ts";
import { openRunner, type Runner } from "./runner.ts";
import { saveDeployment } from "./save-deployment.ts";
import { stopSignal } from "./stop-signal.ts";
import { openRunnerWeb } from "./web.ts";

export interface ServingOptions extends ServeOptions {
  /** What processes of runs have in their environment besides this one's. */
  env: Readonly<Record<string, string>>;
}

export interface Served {
  deployment: DeploymentResponse;
  /** `flow/deployment`. */
  label: string;
}

/** Deploys flows and executes their runs, until a signal; runs under way get their grace period, then go on elsewhere. */
export async function serveDeployments(given: readonly FlowDeployment[], options: ServingOptions): Promise<void> {
  const { api } = await connect();
  const served: Served[] = [];
  for (const deployment of given)
    served.push({
      deployment: await saveDeployment(api, deployment),
      label: `${deployment.flow.name}/${deployment.name}`,
    });
  await using stack = new AsyncDisposableStack();
  if (api.runServices !== undefined) stack.use(api.runServices());
  const serving = new Serving(api, served, options);
  stack.use(serving);
  if (options.webserver) stack.use(await openRunnerWeb(serving, options.webserver));
  if (options.printStartingMessage !== false) say(startingMessage(served));
  using stop = stopSignal(options.signal);
  serving.begin();
  await stop.first;
  await serving.end(stop.second);
}

/** What one call of `serve` has going on. */
export class Serving implements AsyncDisposable {
  readonly api: Api;
  readonly served: readonly Served[];
  readonly limit: number;
  readonly #options: ServingOptions;
  readonly #runner: Runner;
  readonly #due: DueRuns;
  readonly #leaving = new AbortController();
  readonly #open = new Map<string, Promise<unknown>>();

  constructor(api: Api, served: readonly Served[], options: ServingOptions) {
    this.api = api;
    this.served = served;
    this.#options = options;
    const { pollSeconds = numberSetting("runner.poll_frequency") ?? 10, graceSeconds = 30, env } = options;
    const isWarm = options.warm ?? flagSetting("runner.warm");
    this.limit = options.limit === null ? Infinity : (options.limit ?? numberSetting("runner.process_limit") ?? 5);
    const warm = { most: isWarm ? Math.min(served.length, 4) : 0 };
    this.#runner = openRunner({ api, env, graceSeconds, pollSeconds, warm, onLine: (line) => console.error(line) });
    this.#due = new DueRuns({
      api,
      find: (due) => dueOfDeployments(api, served, due),
      pollSeconds,
      room: () => this.limit - this.#open.size,
      start: (run) => void this.#start(run),
      say,
    });
  }

  get running(): readonly string[] {
    return [...this.#open.keys()];
  }

  begin(): void {
    this.#runner.onWake(() => this.#due.look());
    this.#runner.watch(this.served.map(({ deployment }) => deployment.id));
    for (const { deployment } of this.served) this.#runner.prepare(deployment);
    this.#due.look();
  }

  /** Runs under way get their grace period, or less when asked twice. */
  async end(atOnce: Promise<unknown>): Promise<void> {
    await this.#due.stop();
    if (this.#options.pauseOnShutdown !== false) await this.#pause();
    if (this.#open.size === 0) return;
    const { graceSeconds = 30 } = this.#options;
    say(
      `Stopping: ${this.#open.size} runs get ${graceSeconds} s to end, then they go on elsewhere. Once more stops at once.`,
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, graceSeconds * 1000)));
    await Promise.race([Promise.all(this.#open.values()), late, atOnce]);
    clearTimeout(timer);
    this.#leaving.abort();
    await Promise.all(this.#open.values());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner[Symbol.asyncDispose]();
  }

  async #start(run: FlowRunResponse): Promise<void> {
    const work = this.#execute(run).catch((error: unknown) =>
      say(`The run ${run.name} was not seen to its end: ${String(error)}`),
    );
    this.#open.set(run.id, work);
    await work;
    this.#open.delete(run.id);
    this.#due.forget(run.id);
    this.#due.look();
  }

  async #execute(run: FlowRunResponse): Promise<void> {
    const { deployment } = this.served.find((one) => one.deployment.id === run.deployment_id)!;
    const env = (run.job_variables as { env?: Record<string, string> } | null)?.env;
    const running = this.#runner.run(run, {
      deployment,
      signal: this.#leaving.signal,
      ...(env === undefined ? {} : { env }),
    });
    this.#prepareNext(deployment);
    await running;
  }

  /** When a warm process was taken, the next one is started behind it, out of its way. */
  #prepareNext(deployment: DeploymentResponse): void {
    setTimeout(() => this.#leaving.signal.aborted || this.#runner.prepare(deployment), warmAfterMs).unref();
  }

  async #pause(): Promise<void> {
    for (const { deployment, label } of this.served) {
      const path = `/deployments/${deployment.id}/pause_deployment`;
      await ask(this.api, path, { method: "POST", retries: 1 }).catch((error: unknown) =>
        say(`The deployment ${label} could not be paused: ${String(error)}`),
      );
    }
  }
}

const warmAfterMs = 250;

function dueOfDeployments(api: Api, served: readonly Served[], due: { before: string; limit: number }) {
  const deployment_ids = served.map(({ deployment }) => deployment.id);
  const body = { deployment_ids, scheduled_before: due.before, limit: due.limit };
  const path = "/deployments/get_scheduled_flow_runs";
  return ask<FlowRunResponse[]>(api, path, { method: "POST", body, retries: 0 });
}

function startingMessage(served: readonly Served[]): string {
  const lines = served.map(({ label }) => `  ${label}    run it: npx sluice deployment run '${label}'`);
  return `Serving ${served.length === 1 ? "one deployment" : `${served.length} deployments`}; Ctrl+C stops.\n${lines.join("\n")}`;
}

function say(message: string): void {
  console.error(message);
}
