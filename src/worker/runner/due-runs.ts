// Looks for due runs and starts them, as many as there is room for.
//
// Invariants
//   D1. One look at a time; what happens meanwhile is one more look afterwards.
//   D2. A server that is away is told of once, and looked for with growing pauses; what runs goes on.

import { isoFromMicros, systemClock } from "../../lib/clock.ts";
import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import type { Api } from "../../sdk/host.ts";

export interface DueRunsOptions {
  api: Pick<Api, "url">;
  /** What is due before a time, what is due first ahead; asked once, without patience. */
  find(due: { before: string; limit: number }): Promise<FlowRunResponse[]>;
  pollSeconds: number;
  /** How many more may be started now. */
  room(): number;
  start(run: FlowRunResponse): void;
  say(message: string): void;
}

/** Runs that others hold, or that wait for a slot, are offered too: they must not hide those behind them. */
const spare = 20;
const longestPauseMs = 30_000;

export class DueRuns {
  readonly #options: DueRunsOptions;
  readonly #started = new Set<string>();
  #looking: Promise<void> | undefined;
  #isDue = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(options: DueRunsOptions) {
    this.#options = options;
  }

  look(): void {
    this.#isDue = true;
    this.#looking ??= this.#lookUntilNothingIsDue().finally(() => {
      this.#looking = undefined;
    });
  }

  /** A run that was started here has ended, or was not to be had. */
  forget(id: string): void {
    this.#started.delete(id);
  }

  /** Starts nothing any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #lookUntilNothingIsDue(): Promise<void> {
    while (this.#isDue && !this.#isStopped) {
      this.#isDue = false;
      try {
        await this.#lookOnce();
        this.#answers();
      } catch (error) {
        this.#fails(error);
      }
    }
  }

  async #lookOnce(): Promise<void> {
    const { find, pollSeconds, room, start } = this.#options;
    if (room() <= 0) return; // a run that ends looks again
    const soon = isoFromMicros(systemClock.now() + pollSeconds * 1_000_000);
    const runs = await find({ before: soon, limit: Math.min(room(), spare) + spare });
    for (const run of runs) {
      if (this.#isStopped || room() <= 0) return;
      if (this.#started.has(run.id)) continue;
      const waitMs = Date.parse(run.next_scheduled_start_time ?? "") - Date.now();
      if (waitMs > 0) return this.#lookAgainIn(waitMs); // those behind it are due later
      this.#started.add(run.id);
      start(run);
    }
  }

  #lookAgainIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), Math.max(1, ms));
  }

  #answers(): void {
    if (this.#failures > 0) this.#options.say("The server answers again.");
    this.#failures = 0;
  }

  #fails(error: unknown): void {
    const { api, say } = this.#options;
    if (this.#failures === 0)
      say(
        `The server at ${api.url} does not answer (${String(error)}). Runs that are under way go on; no new ones start until it is back.`,
      );
    this.#failures += 1;
    this.#lookAgainIn(Math.min(longestPauseMs, 250 * 2 ** Math.min(this.#failures, 10)));
  }
}
