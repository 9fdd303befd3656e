// What the process of a run writes becomes logs of the run, in batches, without holding anything up (pain P23).

import { isoFromMicros, systemClock } from "../../lib/clock.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import type { Api } from "../../sdk/host.ts";

interface Line {
  name: string;
  level: number;
  message: string;
  timestamp: string;
  flow_run_id: string;
}

const afterMs = 200;
const mostInBatch = 200;
const mostWaiting = 10_000;

export class RunOutput {
  readonly #api: Api;
  readonly #flowRunId: string;
  #waiting: Line[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(api: Api, flowRunId: string) {
    this.#api = api;
    this.#flowRunId = flowRunId;
  }

  /** Lines beyond what waits for a server that is away are counted, not kept. */
  add(message: string, level: number): void {
    if (this.#waiting.length >= mostWaiting) {
      this.#dropped += 1;
      return;
    }
    const timestamp = isoFromMicros(systemClock.now());
    this.#waiting.push({ name: "sluice.runner", level, message, timestamp, flow_run_id: this.#flowRunId });
    this.#timer ??= setTimeout(() => void this.flush(), afterMs);
  }

  /** Resolves when everything that was added has been sent, or could not be. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#sending.then(() => this.#send());
    return this.#sending;
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, mostInBatch);
      try {
        await ask(this.#api, "/logs/", { method: "POST", body: batch });
        this.#waiting = this.#waiting.slice(batch.length);
      } catch (error) {
        this.#timer ??= setTimeout(() => void this.flush(), 5_000); // sent with what comes next
        this.#timer.unref();
        return void error;
      }
    }
    if (this.#dropped === 0) return;
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.add(`${dropped} lines of output were not kept: the server was away.`, 30);
  }
}
