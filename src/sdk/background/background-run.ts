import type { RecordedResult } from "../../schemas/record.ts";
import { isTerminal, type StateType } from "../../schemas/state.ts";
import { ask } from "../engine/reporting/ask.ts";
import { News } from "../engine/reporting/news.ts";
import { loadResult } from "../engine/results/keep-result.ts";
import { sleepUntilNews } from "../engine/sleep.ts";
import { Stopper } from "../engine/stopper.ts";
import { isHttpStatusError, TimedOutWaiting } from "../errors.ts";
import { type Api, host } from "../host.ts";
import { State } from "../state.ts";

interface TaskRunOnServer {
  state_type: StateType | null;
  state_name: string | null;
  state: { message: string | null } | null;
}

const lookEveryMs = 1_000;

/** A task that was given to task workers, as its giver holds it. */
export class BackgroundRun<R = unknown> {
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
  async state(): Promise<State<R>> {
    const run = await ask<TaskRunOnServer>(this.#api, `/task_runs/${this.id}`, { isPatient: true });
    const type = run.state_type ?? "SCHEDULED";
    const fields = { type, name: run.state_name ?? type, message: run.state?.message ?? null };
    if (type !== "COMPLETED" && type !== "FAILED") return new State<R>(fields);
    const stored = await this.#stored();
    if (type === "FAILED" && stored === null) return new State<R>(fields);
    const load = async (): Promise<R> =>
      (await loadResult(stored ?? { reason: "it was not kept" }, () => host().openResultStorage())) as R;
    return new State<R>({ ...fields, value: { kind: "stored", load } });
  }

  /**
   * Its final state, when it has one.
   *
   * @throws {TimedOutWaiting} it goes on for longer than this waits
   */
  async wait({ timeoutSeconds }: { timeoutSeconds?: number | undefined } = {}): Promise<State<R>> {
    const deadline = timeoutSeconds === undefined ? Infinity : Date.now() + timeoutSeconds * 1000;
    const news = new News(this.#api, `flow-run:${this.id}`);
    try {
      return await this.#finalState(news, deadline);
    } finally {
      news[Symbol.dispose](); // not `using`: an old Node must be able to read the front door
    }
  }

  async #finalState(news: News, deadline: number): Promise<State<R>> {
    for (;;) {
      const hint = news.next();
      const state = await this.state();
      if (isTerminal(state.type)) return state;
      const left = deadline - Date.now();
      if (left <= 0)
        throw new TimedOutWaiting(
          `The background task ${this.name} has not ended in time. It goes on; is a worker serving it?`,
        );
      await sleepUntilNews(hint, Math.min(lookEveryMs, left), this.#stopper);
    }
  }

  /** What it returned. @throws what it failed with · {TimedOutWaiting} */
  async result(options: { timeoutSeconds?: number | undefined } = {}): Promise<R> {
    return (await (await this.wait(options)).result()) as R;
  }

  /** Ends it: at once while it waits, by its worker when it runs. What has ended stays as it is. */
  async cancel(): Promise<void> {
    const path = `/sluice/background_tasks/${this.id}/cancel`;
    await ask(this.#api, path, { method: "POST" }).catch((error: unknown) => {
      if (!isHttpStatusError(error, 404)) throw error;
    });
  }

  async #stored(): Promise<RecordedResult | null> {
    try {
      return await ask<RecordedResult>(this.#api, `/sluice/task_runs/${this.id}/result`);
    } catch (error) {
      if (isHttpStatusError(error, 404)) return null;
      throw error;
    }
  }
}
