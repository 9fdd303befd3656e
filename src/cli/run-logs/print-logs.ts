import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../schemas/log.ts";
import { isTerminal } from "../../schemas/state.ts";
import { levels, type LevelName } from "../../sdk/logging/levels.ts";
import { type CommandApi, openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { findRun } from "../find-run.ts";
import { interruptedExitCode, untilInterrupted } from "../interrupt.ts";
import { found } from "../not-found.ts";
import type { OutputOptions } from "../options.ts";
import { printJson } from "../print/print.ts";
import { LogLines } from "./line-of-log.ts";
import { lastLogs, logsSince, type LogSelection } from "./read-logs.ts";

export interface LogOptions extends OutputOptions {
  head?: number | true;
  tail?: number | true;
  reverse?: true;
  level?: string;
  follow?: true;
}

interface Spoken {
  selection: LogSelection;
  lines: LogLines;
  hasEnded(): Promise<boolean>;
}

export async function printFlowRunLogs(text: string, options: LogOptions): Promise<void> {
  await using api = await openApi();
  const id = await findRun(api, "flow run", text);
  const read = () => found(api.client.call("GET /flow_runs/{id:uuid}", { params: { id } }), `flow run ${id}`);
  const { name } = await read();
  await printLogs(api, options, {
    selection: { flowRunId: id, level: levelOf(options) },
    lines: new LogLines(api.client, name),
    hasEnded: async () => isEnd((await read()).state_type),
  });
}

export async function printTaskRunLogs(text: string, options: LogOptions): Promise<void> {
  await using api = await openApi();
  const id = await findRun(api, "task run", text);
  const read = () => found(api.client.call("GET /task_runs/{id:uuid}", { params: { id } }), `task run ${id}`);
  await read();
  await printLogs(api, options, {
    selection: { taskRunId: id, level: levelOf(options) },
    lines: new LogLines(api.client, null),
    hasEnded: async () => isEnd((await read()).state_type),
  });
}

const isEnd = (type: Parameters<typeof isTerminal>[0] | null): boolean => type !== null && isTerminal(type);

async function printLogs(api: CommandApi, options: LogOptions, spoken: Spoken): Promise<void> {
  refuseContradictions(options);
  const print = printer(spoken.lines);
  if (options.follow) return await follow(api, options, { ...spoken, print });
  if (options.output === "json") return printJson(await chosenLogs(api, options, spoken.selection));
  if (options.tail !== undefined || options.reverse)
    return await print(await chosenLogs(api, options, spoken.selection));
  await print(logsUpTo(logsSince(api.client, spoken.selection), countOf(options.head)));
}

function refuseContradictions({ head, tail, follow, reverse, output }: LogOptions): void {
  if (head !== undefined && tail !== undefined) throw new CommandFailure("--head and --tail exclude each other.");
  if (follow && (head !== undefined || reverse || output)) {
    throw new CommandFailure("--follow goes with --tail and --level only.");
  }
}

async function chosenLogs(
  api: CommandApi,
  { head, tail, reverse }: LogOptions,
  selection: LogSelection,
): Promise<Log[]> {
  if (tail !== undefined) {
    const newestFirst = await lastLogs(api.client, selection, countOf(tail));
    return reverse ? newestFirst : newestFirst.reverse();
  }
  const logs = await Array.fromAsync(logsUpTo(logsSince(api.client, selection), countOf(head)));
  return reverse ? logs.reverse() : logs;
}

/** `--tail` without a number means 20; without the option there is no limit. */
function countOf(count: number | true | undefined): number {
  return count === true ? 20 : (count ?? Infinity);
}

async function* logsUpTo(logs: AsyncIterable<Log>, count: number): AsyncGenerator<Log> {
  let printed = 0;
  for await (const log of logs) {
    yield log;
    if (++printed >= count) return;
  }
}

type Print = (logs: AsyncIterable<Log> | Iterable<Log>) => Promise<void>;

const batchSize = 200;

/** Prints logs in batches, each of which asks for the names that it needs at once. */
function printer(lines: LogLines): Print {
  return async (logs) => {
    let batch: Log[] = [];
    const printBatch = async (): Promise<void> => {
      for (const line of await lines.lines(batch)) console.log(line);
      batch = [];
    };
    for await (const log of logs) if (batch.push(log) >= batchSize) await printBatch();
    await printBatch();
  };
}

const everyMs = 500;
const lateMs = 2_000; // a line may be stored a little later than another with a later time

/** Prints what is there, then what comes, until the run has ended. */
async function follow(
  api: CommandApi,
  options: LogOptions,
  { selection, print, hasEnded }: Spoken & { print: Print },
): Promise<void> {
  using interrupted = untilInterrupted();
  const seen = new Map<string, number>();
  const unseen = (logs: Log[]): Log[] =>
    logs.filter(({ id, timestamp }) => !seen.has(id) && seen.set(id, Date.parse(timestamp)));
  if (options.tail !== undefined)
    await print(unseen((await lastLogs(api.client, selection, countOf(options.tail))).reverse()));
  while (!interrupted.aborted) {
    const isLast = await hasEnded(); // asked before the logs: what was written until then is there
    await print(unseen(await Array.fromAsync(logsSince(api.client, selection, forgetOld(seen)))));
    if (isLast) return;
    await sleep(everyMs, undefined, { signal: interrupted }).catch(() => {});
  }
  console.error("Stopped following; the run goes on.");
  process.exitCode = interruptedExitCode;
}

/** Forgets lines that cannot come again, and tells from when on to ask. */
function forgetOld(seen: Map<string, number>): string | undefined {
  if (seen.size === 0) return undefined;
  const newest = Math.max(...seen.values());
  for (const [id, time] of seen) if (time < newest - 2 * lateMs) seen.delete(id);
  return new Date(newest - lateMs).toISOString();
}

function levelOf({ level }: LogOptions): number | undefined {
  if (level === undefined) return undefined;
  const known = levels[level.toUpperCase() as LevelName] ?? (/^\d+$/.test(level) ? Number(level) : undefined);
  if (known !== undefined) return known;
  throw new CommandFailure(`"${level}" is no level; those are ${Object.keys(levels).join(", ").toLowerCase()}.`);
}
