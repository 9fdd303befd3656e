// `logPrints`: what code prints with `console` becomes lines of its run's log.

import { format } from "node:util";
import { currentContext } from "../context.ts";
import { levels } from "./levels.ts";
import { writeLog } from "./run-logger.ts";

const printed = {
  log: levels.INFO,
  info: levels.INFO,
  debug: levels.INFO,
  warn: levels.WARNING,
  error: levels.ERROR,
} as const;

let isCapturing = false;

/**
 * From now on the prints of runs with `logPrints` go to their logs, and are shown on the console as log lines are.
 * Everything else that is printed stays as it is.
 */
export function printsAreLogged(): void {
  if (isCapturing) return;
  isCapturing = true;
  for (const method of Object.keys(printed) as (keyof typeof printed)[]) capture(method);
}

function capture(method: keyof typeof printed): void {
  const print = console[method];
  console[method] = (...values: unknown[]): void => {
    const context = currentContext();
    const frame = context.task ?? context.flow;
    if (frame?.logPrints === true) writeLog(context, printed[method], format(...values));
    else print.apply(console, values);
  };
}
