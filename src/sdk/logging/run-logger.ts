import { inspect, format } from "node:util";
import { systemClock } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { currentContext, type RunContext } from "../context.ts";
import type { FlowFrame } from "../engine/flows/flow-frame.ts";
import type { TaskFrame } from "../engine/tasks/task-frame.ts";
import { MissingContextError } from "../errors.ts";
import { show } from "./console.ts";
import { levels } from "./levels.ts";
import { withoutOwnFrames } from "../../lib/own-frames.ts";

/** A logger whose lines belong to a run. Messages take `%s`, `%d`, `%o` as `util.format` does. */
export interface RunLogger {
  debug(message: unknown, ...values: unknown[]): void;
  info(message: unknown, ...values: unknown[]): void;
  warn(message: unknown, ...values: unknown[]): void;
  error(message: unknown, ...values: unknown[]): void;
  critical(message: unknown, ...values: unknown[]): void;
}

/**
 * The logger of the task run or flow run that is current.
 *
 * @throws {MissingContextError} outside a run
 */
export function getRunLogger(): RunLogger {
  const context = currentContext();
  if (context.drawing !== undefined) return silentLogger;
  if (context.flow === undefined && context.task === undefined) {
    throw new MissingContextError("getRunLogger() is for code inside a flow or task run; there is none here.");
  }
  return loggerOf(context);
}

/** A logger that drops what it is given: for functions that are tested without a run. */
export const silentLogger: RunLogger = { debug() {}, info() {}, warn() {}, error() {}, critical() {} };

export function loggerOf(context: RunContext): RunLogger {
  const log =
    (level: number) =>
    (message: unknown, ...values: unknown[]): void =>
      writeLog(context, level, format(message, ...values));
  return {
    debug: log(levels.DEBUG),
    info: log(levels.INFO),
    warn: log(levels.WARNING),
    error: log(levels.ERROR),
    critical: log(levels.CRITICAL),
  };
}

const longest = 1_000_000;

/** One line of a run: to the console, and to the store with the run's ids. */
export function writeLog(context: RunContext, level: number, message: string): void {
  const text = message.length > longest ? `${message.slice(0, longest)}... [truncated]` : message;
  showLog(context, level, text);
  const { flow, task } = context;
  const recorder = flow?.recorder ?? task?.recorder;
  if (recorder === undefined || (flow?.isOver === true && context.isAfterBody !== true)) return;
  recorder.post({
    kind: "logs",
    attempt: flow?.attempt,
    logs: [
      {
        id: uuidv7(),
        name: task === undefined ? "sluice.flow_runs" : "sluice.task_runs",
        level,
        message: text,
        timestamp: systemClock.now(),
        flow_run_id: flow?.id,
        task_run_id: task?.id,
      },
    ],
  });
}

/** A line for the console alone: what it says is in the store already, as a state. */
export function showLog(context: RunContext, level: number, message: string): void {
  show({ level, source: sourceOf(context.flow, context.task), message });
}

function sourceOf(flow: FlowFrame | undefined, task: TaskFrame | undefined): string {
  if (task !== undefined) return `Task run '${task.name}'`;
  return flow === undefined ? "sluice" : `Flow run '${flow.name}'`;
}

/** What went wrong, for a log: the error's own stack where it has one. */
export function describeError(error: unknown): string {
  return error instanceof Error
    ? withoutOwnFrames(inspect(error, { depth: 2 }))
    : `thrown: ${inspect(error, { depth: 2 })}`;
}
