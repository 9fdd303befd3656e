/** What a worker is asked to do. */
export interface WorkerOptions {
  /** The work pool; it is created where it is missing. */
  pool: string;
  /** Only runs of these queues. Default: all of the pool. */
  queues?: readonly string[] | undefined;
  /** Default: the type and this machine's name, so that it is the same after a restart. */
  name?: string | undefined;
  /** How many runs at once. Default: no limit. */
  limit?: number | undefined;
  /** How long ahead of their time runs are looked for. Default: `worker.prefetch_seconds`. */
  prefetchSeconds?: number | undefined;
  /** Executes what is due now, then ends. */
  runOnce?: boolean | undefined;
  /** Default true. */
  createPoolIfMissing?: boolean | undefined;
  /** For a pool that is created; default: that of its type. */
  baseJobTemplate?: Record<string, unknown> | undefined;
  /** GET /health on this address. */
  health?: { host?: string | undefined; port?: number | undefined } | undefined;
  /** Stops it as SIGTERM does. */
  signal?: AbortSignal | undefined;
  /** From asking a job to end to ending it by force. Default 30 s. */
  graceSeconds?: number | undefined;
  /** Between two looks, behind being told. Default: `worker.query_seconds`. */
  pollSeconds?: number | undefined;
  /** Default: `worker.heartbeat_seconds`. */
  heartbeatSeconds?: number | undefined;
  /** What somebody at the terminal should know. */
  say?: ((message: string) => void) | undefined;
}
