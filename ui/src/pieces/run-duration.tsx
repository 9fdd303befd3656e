import { durationText } from "./duration-text.ts";
import { useNow } from "./use-now.ts";

export interface TimedRun {
  start_time: string | null;
  end_time: string | null;
  total_run_time: number;
  state_type?: string | null;
}

/** How long a run has run; it counts while the run goes on. */
export function RunDuration({ run }: { run: TimedRun }) {
  return isRunning(run) ? (
    <Counting since={Date.parse(run.start_time!)} />
  ) : (
    <span>{durationText(run.total_run_time)}</span>
  );
}

function isRunning({ start_time, end_time, state_type }: TimedRun): boolean {
  return start_time !== null && end_time === null && state_type === "RUNNING";
}

function Counting({ since }: { since: number }) {
  return <span>{durationText(Math.max(0, Math.round((useNow() - since) / 1000)))}</span>;
}
