// A run's lines are asked for page by page, each page found by the time of the last line before it, so that the
// millionth line costs what the first does.

import type { LogFilter } from "../../../../src/schemas/filters/log-filter.ts";
import type { Log } from "../../../../src/schemas/log.ts";
import { call } from "../../server/api.ts";
import { levelNumber } from "./log-level.ts";
import type { LogQuestion } from "./log-question.ts";

export interface Lines {
  lines: readonly Log[];
  /** Whether there were no more when it was asked last. */
  isAtEnd: boolean;
}

const pageSize = 200;

export async function firstLines(question: LogQuestion, signal?: AbortSignal): Promise<Lines> {
  const lines = await ask(question, { ...(question.from && { time: question.from }), skip: 0 }, signal);
  return { lines, isAtEnd: lines.length < pageSize };
}

/** With the page that follows. */
export async function linesAfter(question: LogQuestion, { lines }: Lines, signal?: AbortSignal): Promise<Lines> {
  const time = lines.at(-1)?.timestamp ?? question.from;
  const skip = time === undefined ? 0 : lines.length - (lines.findLastIndex((line) => line.timestamp !== time) + 1);
  const more = await ask(question, { ...(time && { time }), skip }, signal);
  return { lines: more.length === 0 ? lines : [...lines, ...more], isAtEnd: more.length < pageSize };
}

/** With what has come since, the newest first. */
export async function newerLines(question: LogQuestion, before: Lines, signal?: AbortSignal): Promise<Lines> {
  const page = await ask(question, { skip: 0 }, signal);
  const known = new Set(before.lines.slice(0, pageSize).map(({ id }) => id));
  const fresh = page.filter(({ id }) => !known.has(id));
  if (fresh.length === page.length && page.length > 0) return { lines: page, isAtEnd: page.length < pageSize }; // too many to join on
  return { ...before, lines: [...fresh, ...before.lines] };
}

/** A page from a time on, without the lines of that very time that are known already. */
async function ask(
  question: LogQuestion,
  { time, skip }: { time?: string; skip: number },
  signal?: AbortSignal,
): Promise<Log[]> {
  const isNewest = question.order === "newest";
  const bounds = time === undefined ? {} : { timestamp: isNewest ? { before_: time } : { after_: time } };
  const logs = { ...criteriaOf(question), ...bounds };
  const body = { logs, sort: isNewest ? "TIMESTAMP_DESC" : "TIMESTAMP_ASC", limit: pageSize, offset: skip } as const;
  return await call("POST /logs/filter", { body, ...(signal && { signal }) });
}

export function criteriaOf({ of, level, text }: LogQuestion): Partial<LogFilter> {
  return {
    ...("flowRunId" in of ? { flow_run_id: { any_: [of.flowRunId] } } : { task_run_id: { any_: [of.taskRunId] } }),
    ...(level && { level: { ge_: levelNumber(level) } }),
    ...(text && { text: { query: text.slice(0, 200) } }),
  };
}
