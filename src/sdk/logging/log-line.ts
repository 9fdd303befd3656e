// A line as a person sees it: `07:02:33.123 | INFO     | Flow run 'brave-otter' - Finished in state Completed()`.

import pc from "picocolors";
import { levelName, type LevelName } from "./levels.ts";

export interface LogLine {
  level: number;
  /** What speaks: `Flow run 'brave-otter'`. */
  source: string;
  message: string;
}

type Painter = Pick<typeof pc, "gray" | "cyan" | "yellow" | "red" | "bold">;

const colours: Record<LevelName, (text: string, paint: Painter) => string> = {
  DEBUG: (text, paint) => paint.gray(text),
  INFO: (text, paint) => paint.cyan(text),
  WARNING: (text, paint) => paint.yellow(text),
  ERROR: (text, paint) => paint.red(text),
  CRITICAL: (text, paint) => paint.bold(paint.red(text)),
};

export function logLine({ level, source, message }: LogLine, time: string, paint: Painter = pc): string {
  const name = levelName(level);
  return `${time} | ${colours[name](name.padEnd(8), paint)} | ${source} - ${message}`;
}

/** The time of day here, to the millisecond. */
export function clockTime(date: Date): string {
  const two = (value: number): string => value.toString().padStart(2, "0");
  const millis = date.getMilliseconds().toString().padStart(3, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${millis}`;
}
