import type { RetryMode, RetryRequest } from "../../../../src/schemas/retry.ts";

/** What of a run is to run again. */
export interface RetryScope {
  mode: RetryMode;
  /** The task run that the retry begins with; null until one is chosen. */
  from: string | null;
}

/** Whether it is known what to retry: "from a task on" needs a task. */
export function isChosen({ mode, from }: RetryScope): boolean {
  return mode !== "from-task" || from !== null;
}

/** The query of the preview. */
export function previewQuery({ mode, from }: RetryScope): { mode: RetryMode; from_task_run?: string } {
  return { mode, ...(mode === "from-task" && from !== null && { from_task_run: from }) };
}

export function retryRequest({ mode, from }: RetryScope): RetryRequest {
  return { mode, task_run_id: mode === "from-task" ? from : null };
}

/** What retries a run in a process of the user. */
export function retryCommand(flowRunId: string, { mode, from }: RetryScope): string {
  const command = `npx sluice flow-run retry ${flowRunId}`;
  if (mode === "run") return `${command} --all`;
  return mode === "from-task" && from !== null ? `${command} --from-task ${from}` : command;
}
