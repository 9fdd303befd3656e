import type { Duration } from "../../lib/duration.ts";

/** How one task is to run in the background. */
export interface DelayOptions {
  /** Not before this time. */
  at?: Date | undefined;
  /** Not before so much later. */
  in?: Duration | undefined;
  /** Lower ones go first. Default 100. */
  priority?: number | undefined;
  /** The same task with the same key is delayed once. */
  idempotencyKey?: string | undefined;
}

/** How tasks are served from this process. */
export interface ServeTasksOptions {
  /** Tasks at once. Default 10. */
  limit?: number | undefined;
  /** What the worker is called in lists. Default: host and process id. */
  name?: string | undefined;
  /** From being told to stop to giving the tasks under way to others. Default 30. */
  graceSeconds?: number | undefined;
  /** How often to look for tasks, behind being told of them. Default 5. */
  pollSeconds?: number | undefined;
  /** `GET /status` and `GET /health` on 127.0.0.1, port 4422 for `true`. */
  statusServer?: boolean | { host?: string | undefined; port?: number | undefined } | undefined;
  /** Say at the start what is served. Default true. */
  printStartingMessage?: boolean | undefined;
  /** Ends serving, as SIGTERM does. */
  signal?: AbortSignal | undefined;
}
