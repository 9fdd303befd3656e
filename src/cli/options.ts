// Options and arguments that several commands share, under the same names everywhere.

import { type Command, InvalidArgumentError } from "commander";

export interface OutputOptions {
  output?: "json";
}

export interface ListOptions extends OutputOptions {
  limit: number;
}

export function withOutput(command: Command): Command {
  return command.option("-o, --output <format>", "json: for machines", parseFormat);
}

export function withLimit(command: Command, limit = 15): Command {
  return command.option("-l, --limit <count>", "how many at most", parseCount, limit);
}

/** A positive whole number. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

/** A whole number, of which 0 is one. */
export function parseSlots(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 0 && text.trim() !== "") return count;
  throw new InvalidArgumentError("It must be a whole number, 0 or more.");
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a port: 0 to 65535, where 0 takes any that is free.");
}

/** For an option that may be given several times. */
export function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}

function parseFormat(text: string): "json" {
  if (text === "json") return "json";
  throw new InvalidArgumentError("The only one is json; without it the output is for people.");
}
