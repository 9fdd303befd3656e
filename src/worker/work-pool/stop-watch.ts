import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import type { Api } from "../../sdk/host.ts";
import type { JobWatch } from "./run-job.ts";

const unwanted = ["CANCELLING", "CANCELLED"];

/** Looks whether runs in hand are wanted any more, whenever it is told to look. */
export class StopWatch implements JobWatch {
  readonly #api: Api;
  readonly #stops = new Map<string, () => void>();

  constructor(api: Api) {
    this.#api = api;
  }

  onStop(runId: string, stop: () => void): Disposable {
    this.#stops.set(runId, stop);
    return { [Symbol.dispose]: () => void this.#stops.delete(runId) };
  }

  stopAll(): void {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
  }

  async look(): Promise<void> {
    const ids = [...this.#stops.keys()];
    if (ids.length === 0) return;
    const body = { flow_runs: { id: { any_: ids }, state: { type: { any_: unwanted } } } };
    const found = await ask<FlowRunResponse[]>(this.#api, "/flow_runs/filter", { method: "POST", body, retries: 0 });
    for (const { id } of found) {
      this.#stops.get(id)?.();
      this.#stops.delete(id); // asked once
    }
  }
}
