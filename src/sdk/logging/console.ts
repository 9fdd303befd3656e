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
  waiting += marked(`${logLine(line, clockTime(new Date()))}\n`);
  if (waiting.length > 65_536) flushConsole();
}

/** Before the lines that the log has already, for a runner that keeps the output of its runs as logs. */
export const ownLineMark = "\u001E";
const isUnderRunner = process.env["SLUICE__RUNNER"] === "1";

function marked(text: string): string {
  return isUnderRunner ? text.replaceAll(/^(?=.)/gm, ownLineMark) : text;
}

export function flushConsole(): void {
  const text = waiting;
  waiting = "";
  if (text !== "") standardError.write(text);
}

function writeToStandardError(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    process.stderr.write(text); // a full pipe: let the stream wait for it
  }
}

/** Where lines go one below the other, with one that can be kept below them all. */
export interface Terminal {
  write(lines: string): void;
  /** Shows a line below all others in the place of the one before; an empty one takes it away. */
  keepBelow(line: string): void;
}

const clearLine = "\r\u001b[2K";

/** A terminal over something that takes text. */
export function drawnBelow(screen: { write(text: string): void; columns(): number }): Terminal {
  let below = "";
  return {
    write: (lines) => screen.write(below === "" ? lines : clearLine + lines + below),
    keepBelow(line) {
      const fitting = line.length < screen.columns() ? line : `${line.slice(0, screen.columns() - 1)}…`;
      if (fitting === below) return;
      screen.write((below === "" ? "" : clearLine) + fitting);
      below = fitting;
    },
  };
}

const standardError = drawnBelow({ write: writeToStandardError, columns: () => process.stderr.columns || 80 });

/** Standard error where a person looks at it and wants to see what goes on. */
export function terminal(): Terminal | undefined {
  if (process.send !== undefined) return undefined; // the terminal of a child process is its parent's
  return process.stderr.isTTY && isShown(levels.INFO) ? standardError : undefined;
}

process.once("exit", flushConsole);
