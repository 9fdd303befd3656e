import type { RecordedResult } from "../../schemas/record.ts";
import { isTerminal, type StateType } from "../../schemas/state.ts";
import { ask } from "../engine/reporting/ask.ts";
import { News } from "../engine/reporting/news.ts";
import { sleepUntilNews } from "../engine/sleep.ts";
import { Stopper } from "../engine/stopper.ts";
import { loadResult } from "../engine/results/keep-result.ts";
import { FlowRunWaitTimeout } from "../errors.ts";
import { host, type Api } from "../host.ts";
import { State } from "../state.ts";

/** A state as it is told of from outside. */
export interface SeenState {
  id: string;
  type: StateType;
  name: string;
  message: string | null;
  /** ISO. */
  timestamp: string;
}

export interface SeenLog {
  id: string;
  name: string;
  level: number;
  message: string;
  timestamp: string;
  task_run_id: string | null;
}

export interface WaitOptions {
  /** Default: for ever. */
  timeoutSeconds?: number | undefined;
}

interface RunOnServer {
  id: string;
  name: string;
  state_type: StateType | null;
  state_name: string | null;
  state: { message: string | null; timestamp: string } | null;
}

const lookEveryMs = 5_000;
const logPage = 200;

/** A flow run that executes somewhere else. */
export class DeployedRun<R = unknown> {
  readonly id: string;
  readonly name: string;
  readonly #api: Api;
  readonly #stopper: Stopper;

  /** @internal */
  constructor(api: Api, run: { id: string; name: string }, stopper: Stopper = new Stopper()) {
    this.#api = api;
    this.id = run.id;
    this.name = run.name;
    this.#stopper = stopper;
  }

  /** The state that it is in now, with its value if it has completed. */
  async state(): Promise<State> {
    const run = await this.#read();
    const type = run.state_type ?? "SCHEDULED";
    const fields = { type, name: run.state_name ?? type, message: run.state?.message ?? null };
    if (type !== "COMPLETED") return new State(fields);
    const load = async (): Promise<unknown> => await this.#loadResult();
    return new State({ ...fields, value: { kind: "stored", load } });
  }

  /**
   * Its final state, when it has one.
   *
   * @throws {FlowRunWaitTimeout} it goes on for longer than this waits
   */
  async wait({ timeoutSeconds }: WaitOptions = {}): Promise<State> {
    const deadline = timeoutSeconds === undefined ? Infinity : Date.now() + timeoutSeconds * 1000;
    for await (const run of this.#changes(deadline)) if (hasEnded(run)) return await this.state();
    throw new FlowRunWaitTimeout(
      `The flow run ${this.name} had not ended after ${timeoutSeconds} s. It goes on; wait for it again, or cancel it.`,
    );
  }

  /**
   * What it returned.
   *
   * @throws what the run failed with, by its message · {FlowRunWaitTimeout}
   */
  async result(options: WaitOptions = {}): Promise<R> {
    return (await (await this.wait(options)).result()) as R;
  }

  /** Its states, those that it has been in and those to come, until it ends. */
  async *states(): AsyncGenerator<SeenState, void> {
    let last: string | undefined;
    for await (const run of this.#changes(Infinity)) {
      const states = await ask<SeenState[]>(this.#api, `/flow_run_states/?flow_run_id=${this.id}`);
      const from = states.findIndex(({ id }) => id === last) + 1;
      for (const state of states.slice(from)) yield state;
      last = states.at(-1)?.id;
      if (hasEnded(run)) return;
    }
  }

  /** Its logs and those of its tasks, what there is and what comes, until it ends. */
  async *logs(): AsyncGenerator<SeenLog, void> {
    let seen = 0;
    for await (const run of this.#changes(Infinity)) {
      for (;;) {
        const page = await this.#logsFrom(seen);
        yield* page;
        seen += page.length;
        if (page.length < logPage) break;
      }
      if (hasEnded(run)) return;
    }
  }

  /** Asks for it to stop. */
  async cancel(): Promise<void> {
    const body = { state: { type: "CANCELLING" } };
    await ask(this.#api, `/flow_runs/${this.id}/set_state`, { method: "POST", body });
  }

  #logsFrom(offset: number): Promise<SeenLog[]> {
    const body = { logs: { flow_run_id: { any_: [this.id] } }, sort: "TIMESTAMP_ASC", limit: logPage, offset };
    return ask(this.#api, "/logs/filter", { method: "POST", body });
  }

  #read(): Promise<RunOnServer> {
    return ask(this.#api, `/flow_runs/${this.id}`, { isPatient: true });
  }

  /** The run as it is now, and again whenever it may have changed, until the deadline. */
  async *#changes(deadline: number): AsyncGenerator<RunOnServer, void> {
    const news = new News(this.#api, `flow-run:${this.id}`); // not `using`: an old Node must be able to read the front door
    try {
      for (;;) {
        const hint = news.next();
        yield await this.#read();
        const left = deadline - Date.now();
        if (left <= 0) return;
        await sleepUntilNews(hint, Math.min(lookEveryMs, left), this.#stopper);
      }
    } finally {
      news[Symbol.dispose]();
    }
  }

  async #loadResult(): Promise<unknown> {
    const result = await ask<RecordedResult | null>(this.#api, `/sluice/flow_runs/${this.id}/result`);
    return await loadResult(result ?? { reason: "it was not kept" }, () => host().openResultStorage());
  }
}

export function hasEnded({ state_type }: Pick<RunOnServer, "state_type">): boolean {
  return state_type !== null && isTerminal(state_type);
}
