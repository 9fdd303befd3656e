// The lines that a person sees while flows run, on stderr.

import { writeSync } from "node:fs";
import { setting } from "../settings.ts";
import { levels, type LevelName } from "./levels.ts";
import { clockTime, type LogLine, logLine } from "./log-line.ts";

let waiting = "";
let threshold: number | undefined;

/** Whether a line of this level is shown (`SLUICE_LOGGING_LEVEL`, default INFO). */
export function isShown(level: number): boolean {
  threshold ??= levels[(setting("logging.level") ?? "INFO").toUpperCase() as LevelName] ?? levels.INFO;
  return level >= threshold;
}

/** Lines of one turn of the event loop are written together. */
export function show(line: LogLine): void {
  if (!isShown(line.level)) return;
  if (waiting === "") setImmediate(flushConsole);
  waiting += `${logLine(line, clockTime(new Date()))}\n`;
  if (waiting.length > 65_536) flushConsole();
}

export function flushConsole(): void {
  const text = waiting;
  waiting = "";
  if (text === "") return;
  try {
    writeSync(2, text);
  } catch {
    process.stderr.write(text); // a full pipe: let the stream wait for it
  }
}

process.once("exit", flushConsole);
