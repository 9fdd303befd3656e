import type { logLevels } from "../flow-run-search.ts";

export type LogLevel = (typeof logLevels)[number];

const numbers: Record<LogLevel, number> = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 };

export function levelNumber(level: LogLevel): number {
  return numbers[level];
}

/** The name of a level; numbers between two names belong to the lower. */
export function levelName(level: number): LogLevel {
  const names = Object.keys(numbers) as LogLevel[];
  return names.findLast((name) => numbers[name] <= level) ?? "DEBUG";
}
