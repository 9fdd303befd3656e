import type { LogLevel } from "./log-level.ts";

export type LogOwner = { flowRunId: string } | { taskRunId: string };

/** Which lines are asked for. */
export interface LogQuestion {
  of: LogOwner;
  level?: LogLevel | undefined;
  text?: string | undefined;
  order?: "newest" | undefined;
  /** The time of the first line. */
  from?: string | undefined;
}
