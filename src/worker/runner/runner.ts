// Executes flow runs of deployments, each in a process of its own.
//
// Invariants
//   X1. A run is claimed with a token before anything is started for it; its process goes on with that token.
//   X2. When its process has ended without a last word, the run is settled at once: retried, crashed or cancelled.
//   X3. Hooks of a run whose process is gone run once: in its process if it had begun them, else in another.
//   X4. A process lives no longer than its grace period after its run was cancelled, or has ended otherwise.

import { uuidv7 } from "../../lib/uuid.ts";
import type { DeploymentResponse } from "../../schemas/deployment.ts";
import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import type { ClaimRequest, GoneAnswer, GoneRequest, RecordedState } from "../../schemas/record.ts";
import { leaseSeconds, thisOwner } from "../../sdk/engine/liveness/owner.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import { isHttpStatusError } from "../../sdk/errors.ts";
import type { Api } from "../../sdk/host.ts";
import { codePlaceOf } from "./code-place.ts";
import { codeVersion } from "./code-version.ts";
import type { HookName } from "./execute-flow-run.ts";
import { forwardOutput } from "./forward-output.ts";
import { PhaseTimes } from "./phase-times.ts";
import type { OrphanedHooks } from "./run-hooks.ts";
import { type ProcessEnd, RunProcess } from "./run-process.ts";
import { RunOutput } from "./run-output.ts";
import { WarmPool, type WarmPoolOptions, type Wanted } from "./warm-pool.ts";
import { Watch } from "./watch.ts";

export interface RunnerOptions {
  api: Api;
  /** Where relative paths of deployments begin. Default: the working directory. */
  folder?: string;
  /** What processes of runs have in their environment besides this one's. */
  env?: Readonly<Record<string, string>>;
  /** From the signal to the kill. Default 30 s. */
  graceSeconds?: number;
  /** How often states are looked at behind the wakes. Default 10 s. */
  pollSeconds?: number;
  warm?: WarmPoolOptions;
  /** Lines that the processes write, for a terminal. */
  onLine?: (line: string, run: FlowRunResponse) => void;
  /** What somebody at the terminal should know. */
  say?: (message: string) => void;
}

/** What became of a run. */
export interface RunEnd {
  /** Null where the run is not there any more. */
  state: RecordedState | null;
  exit: ProcessEnd;
}

export interface RunOptions {
  deployment?: DeploymentResponse;
  /** With which the run is claimed already. */
  token?: string;
  /** Set in the environment of this run only: it starts cold. */
  env?: Readonly<Record<string, string>>;
  /** Where relative paths of this run's deployment begin. Default: the runner's folder. */
  folder?: string;
  /** Ends the process and gives the run back: it goes on elsewhere. */
  signal?: AbortSignal;
}

export interface Runner extends AsyncDisposable {
  /** Makes a run this runner's; undefined where somebody else has it, or it may not start now. */
  claim(flowRunId: string): Promise<string | undefined>;
  /** Executes a run in a process of its own; resolves when that has ended and the run is settled. */
  run(flowRun: FlowRunResponse, options?: RunOptions): Promise<RunEnd | undefined>;
  /** Starts a process ahead for runs of a deployment. */
  prepare(deployment: DeploymentResponse): void;
  /** Is called after each wake, and now and then. */
  onWake(listener: () => void): void;
  readonly running: number;
  /** Looks after these deployments from now on, before they have runs. */
  watch(deploymentIds: readonly string[]): void;
}

export function openRunner(options: RunnerOptions): Runner {
  return new ProcessRunner(options);
}

interface Live {
  process: RunProcess;
  flowRun: FlowRunResponse;
  told: Set<HookName>;
  isFinal: boolean;
  stop?: NodeJS.Timeout;
  output: RunOutput;
}

const lingerMs = 5_000;

class ProcessRunner implements Runner {
  readonly #options: RunnerOptions;
  readonly #api: Api;
  readonly #pool: WarmPool;
  readonly #watch: Watch;
  readonly #live = new Map<string, Live>();

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#api = options.api;
    this.#pool = new WarmPool(options.warm);
    this.#watch = new Watch(options.api, { everyMs: (options.pollSeconds ?? 10) * 1000 });
    this.#watch.listen(() => void this.#look());
  }

  get running(): number {
    return this.#live.size;
  }

  onWake(listener: () => void): void {
    this.#watch.listen(listener);
  }

  watch(deploymentIds: readonly string[]): void {
    this.#watch.add(deploymentIds.map((id) => `deployment:${id}`));
  }

  async claim(flowRunId: string): Promise<string | undefined> {
    const token = uuidv7();
    const body: ClaimRequest = { token, owner: thisOwner(), lease_seconds: leaseSeconds() };
    try {
      // With the same token until it is answered: a claim whose answer was lost would be nobody's.
      await ask(this.#api, `/sluice/flow_runs/${flowRunId}/claim`, { method: "POST", body, isPatient: true });
      return token;
    } catch (error) {
      if (isHttpStatusError(error, 409) || isHttpStatusError(error, 404)) return undefined;
      throw error;
    }
  }

  async run(flowRun: FlowRunResponse, options: RunOptions = {}): Promise<RunEnd | undefined> {
    const times = new PhaseTimes(flowRun);
    const token = options.token ?? (await this.claim(flowRun.id));
    if (token === undefined) return undefined;
    times.claimed();
    const begun = await this.#begin({ flowRun, token, times }, options).catch(async (error: unknown) => {
      await this.#tellGone(flowRun.id, {
        token,
        message: `It could not be started. ${String(error)}`,
        reschedule: false,
      });
      throw error;
    });
    const { live } = begun;
    const exit = await this.#untilEnded(live, options.signal);
    const reschedule = options.signal?.aborted === true;
    const state = await this.#settle({ ...begun, token, exit, reschedule });
    await times.keep(this.#api, flowRun.id).catch(() => {}); // a convenience: the run has ended well without it
    return { state, exit };
  }

  async #begin({ flowRun, token, times }: Claimed, options: RunOptions): Promise<{ live: Live; wanted: Wanted }> {
    const deployment = options.deployment ?? (await this.#deploymentOf(flowRun));
    const wanted = this.#wanted(deployment, options);
    const { process, isWarm } = this.#pool.take(wanted);
    times.start(isWarm);
    const live = this.#attend(process, flowRun, times);
    process.send({ kind: "execute", flowRunId: flowRun.id, token, place: wanted.place });
    this.#watch.add([`deployment:${deployment.id}`]);
    return { live, wanted };
  }

  async #untilEnded(live: Live, signal: AbortSignal | undefined): Promise<ProcessEnd> {
    const leave = () => live.process.kill();
    signal?.addEventListener("abort", leave);
    if (signal?.aborted === true) leave();
    const exit = await live.process.ended;
    signal?.removeEventListener("abort", leave);
    clearTimeout(live.stop);
    this.#live.delete(live.flowRun.id);
    return exit;
  }

  prepare(deployment: DeploymentResponse): void {
    const wanted = this.#wanted(deployment);
    if (wanted.place.pull === undefined) this.#pool.prepare(wanted); // what is fetched ahead may be old when it is due
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watch[Symbol.dispose]();
    this.#pool[Symbol.dispose]();
    for (const { process } of this.#live.values()) process.kill();
    await Promise.all([...this.#live.values()].map(({ process }) => process.ended));
  }

  #wanted(deployment: DeploymentResponse, { env = {}, folder: own }: RunOptions = {}): Wanted {
    const folder = own ?? this.#options.folder ?? process.cwd();
    const place = codePlaceOf(deployment, folder);
    return {
      place,
      folder,
      version: codeVersion(place, deployment),
      env: { ...this.#options.env, SLUICE__RUNNER: "1", ...env },
    };
  }

  async #deploymentOf({ deployment_id }: FlowRunResponse): Promise<DeploymentResponse> {
    return await ask<DeploymentResponse>(this.#api, `/deployments/${deployment_id}`, { isPatient: true });
  }

  // While it runs

  #attend(process: RunProcess, flowRun: FlowRunResponse, times: PhaseTimes): Live {
    const output = new RunOutput(this.#api, flowRun.id);
    const live: Live = { process, flowRun, told: new Set(), isFinal: false, output };
    process.onMessage = (message) => {
      if (message.kind === "hooks") live.told.add(message.name);
      if (message.kind === "ended") live.isFinal = message.isFinal;
      if (message.kind === "up") times.up();
      if (message.kind === "loaded") times.loaded();
    };
    process.onLine = forwardOutput(output, (line) => this.#options.onLine?.(line, flowRun));
    this.#live.set(flowRun.id, live);
    return live;
  }

  /** Whether somebody wants a run to end, or it has ended without its process. */
  async #look(): Promise<void> {
    const ids = [...this.#live.keys()];
    if (ids.length === 0) return;
    const body = { flow_runs: { id: { any_: ids }, state: { type: { any_: stopping } } }, limit: ids.length };
    const found = await ask<FlowRunResponse[]>(this.#api, "/flow_runs/filter", {
      method: "POST",
      body,
      retries: 0,
    }).catch(
      () => [], // the next look will tell
    );
    for (const { id, state_type } of found) this.#stop(this.#live.get(id), state_type === "CANCELLING");
  }

  #stop(live: Live | undefined, isCancelling: boolean): void {
    if (live === undefined || live.stop !== undefined) return; // asked already
    const { graceSeconds = 30 } = this.#options;
    if (isCancelling) live.process.cancel("Cancelled from outside.");
    live.stop = setTimeout(() => live.process.kill(), isCancelling ? graceSeconds * 1000 : lingerMs);
  }

  // When it has ended

  async #settle(ended: Ended): Promise<RecordedState | null> {
    const { live, token, exit, wanted, reschedule } = ended;
    const { flowRun } = live;
    const said = howItEnded(exit);
    if (!live.isFinal && exit.code !== 0) live.output.add(said, errorLevel);
    await live.output.flush();
    const { settled, state } = await this.#tellGone(flowRun.id, { token, message: said, reschedule });
    const name = state === null ? undefined : hooksOf[state.type];
    if (settled && state !== null && name !== undefined && !live.told.has(name))
      await this.#runHooks(wanted, { name, flowRunId: flowRun.id, place: wanted.place, state }, live);
    return state;
  }

  async #tellGone(flowRunId: string, body: GoneRequest): Promise<GoneAnswer> {
    try {
      const question = { method: "POST", body, isPatient: true } as const;
      return await ask<GoneAnswer>(this.#api, `/sluice/flow_runs/${flowRunId}/gone`, question);
    } catch (error) {
      if (isHttpStatusError(error, 404)) return { settled: false, state: null }; // it was deleted
      throw error;
    }
  }

  /** In a process of their own: what they do is no danger to the runner. */
  async #runHooks(wanted: Wanted, hooks: OrphanedHooks, live: Live): Promise<void> {
    const process = new RunProcess(wanted);
    process.onLine = forwardOutput(live.output, (line) => this.#options.onLine?.(line, live.flowRun));
    process.send({ kind: "hooks", hooks });
    const late = setTimeout(() => process.kill(), longestHooksMs);
    await process.ended;
    clearTimeout(late);
    await live.output.flush();
  }
}

interface Claimed {
  flowRun: FlowRunResponse;
  token: string;
  times: PhaseTimes;
}

interface Ended {
  live: Live;
  token: string;
  exit: ProcessEnd;
  wanted: Wanted;
  reschedule: boolean;
}

const errorLevel = 40;
const longestHooksMs = 60_000;
const stopping = ["CANCELLING", "CANCELLED", "COMPLETED", "FAILED", "CRASHED"];
const hooksOf: Partial<Record<RecordedState["type"], HookName>> = {
  CANCELLED: "onCancellation",
  CRASHED: "onCrashed",
};

function howItEnded({ code, signal, error }: ProcessEnd): string {
  if (error !== undefined) return `Its process could not be started: ${error}`;
  if (signal !== null) return `Its process was ended by ${signal}.`;
  return `Its process ended with exit code ${code} before the run had ended.`;
}
