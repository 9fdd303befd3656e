import type { Call } from "../timeline/calls.ts";

export interface TaskSummary {
  calls: number;
  bad: number;
  /** The run times of all calls together. */
  seconds: number;
}

export interface TaskComparison {
  task: string;
  left: TaskSummary | undefined;
  right: TaskSummary | undefined;
}

/** The tasks of two runs side by side, those whose time differs most first. */
export function compareTasks(left: Iterable<Call>, right: Iterable<Call>): TaskComparison[] {
  const [ours, theirs] = [summariesOf(left), summariesOf(right)];
  const tasks = [...new Set([...ours.keys(), ...theirs.keys()])];
  const pairs = tasks.map((task) => ({ task, left: ours.get(task), right: theirs.get(task) }));
  return pairs.toSorted((a, b) => gap(b) - gap(a));
}

function gap({ left, right }: TaskComparison): number {
  return Math.abs((left?.seconds ?? 0) - (right?.seconds ?? 0));
}

function summariesOf(calls: Iterable<Call>): Map<string, TaskSummary> {
  const summaries = new Map<string, TaskSummary>();
  for (const { task, state, started, ended } of calls) {
    const before = summaries.get(task) ?? { calls: 0, bad: 0, seconds: 0 };
    const seconds = started === null || ended === null ? 0 : (ended - started) / 1000;
    const isBad = state === "FAILED" || state === "CRASHED";
    summaries.set(task, {
      calls: before.calls + 1,
      bad: before.bad + (isBad ? 1 : 0),
      seconds: before.seconds + seconds,
    });
  }
  return summaries;
}
