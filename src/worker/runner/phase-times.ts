// How long a run took to come from due to running, and where the time went: labels of the run (pain P16).

import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import type { Api } from "../../sdk/host.ts";

export class PhaseTimes {
  readonly #due: number;
  readonly #offered = Date.now();
  #claimed = 0;
  #isWarm = false;
  #up: number | undefined;
  #loaded: number | undefined;

  constructor({ next_scheduled_start_time, created }: FlowRunResponse) {
    this.#due = Date.parse(next_scheduled_start_time ?? created ?? "") || this.#offered;
    this.#due = Math.max(this.#due, Date.parse(created ?? "") || 0);
  }

  claimed(): void {
    this.#claimed = Date.now();
  }

  start(isWarm: boolean): void {
    this.#isWarm = isWarm;
  }

  up(): void {
    this.#up = Date.now();
  }

  loaded(): void {
    this.#loaded = Date.now();
  }

  async keep(api: Api, flowRunId: string): Promise<void> {
    const { start_time } = await ask<FlowRunResponse>(api, `/flow_runs/${flowRunId}`);
    const labels: Record<string, number | boolean> = {
      "sluice.start.queued_ms": Math.max(0, this.#offered - this.#due),
      "sluice.start.claimed_ms": this.#claimed - this.#offered,
      "sluice.start.warm": this.#isWarm,
    };
    const running = Date.parse(start_time ?? "");
    const up = this.#up ?? this.#claimed;
    const loaded = this.#loaded ?? up;
    if (this.#up !== undefined) labels["sluice.start.process_ms"] = up - this.#claimed;
    if (this.#loaded !== undefined) labels["sluice.start.code_ms"] = loaded - up;
    if (!Number.isNaN(running)) labels["sluice.start.running_ms"] = Math.max(0, Math.round(running - loaded));
    await ask(api, `/flow_runs/${flowRunId}/labels`, { method: "PATCH", body: labels });
  }
}
