// The lines that a person sees: `07:02:33.123 | INFO    | Flow run 'brave-otter' - Finished in state Completed()`.

import { writeSync } from "node:fs";
import pc from "picocolors";
import { setting } from "../settings.ts";
import { levelName, levels, type LevelName } from "./levels.ts";

const colours: Record<LevelName, (text: string) => string> = {
  DEBUG: pc.gray,
  INFO: pc.cyan,
  WARNING: pc.yellow,
  ERROR: pc.red,
  CRITICAL: (text) => pc.bold(pc.red(text)),
};

let waiting = "";
let threshold: number | undefined;

/** Whether a line of this level is shown (`SLUICE_LOGGING_LEVEL`, default INFO). */
export function isShown(level: number): boolean {
  threshold ??= levels[(setting("logging.level") ?? "INFO").toUpperCase() as LevelName] ?? levels.INFO;
  return level >= threshold;
}

/** Lines of one turn of the event loop are written together. */
export function show(line: { level: number; source: string; message: string }): void {
  if (!isShown(line.level)) return;
  if (waiting === "") setImmediate(flushConsole);
  const name = levelName(line.level);
  waiting += `${clockTime(new Date())} | ${colours[name](name.padEnd(8))} | ${line.source} - ${line.message}\n`;
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

function clockTime(date: Date): string {
  const two = (value: number): string => value.toString().padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${date.getMilliseconds().toString().padStart(3, "0")}`;
}
