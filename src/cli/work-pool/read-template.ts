import { readFileSync } from "node:fs";
import type { JsonObject } from "../../lib/json.ts";
import { CommandFailure } from "../failure.ts";

/** A base job template in a file. @throws {CommandFailure} it cannot be read, or is none */
export function readTemplate(file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new CommandFailure(`The base job template ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (typeof value === "object" && value !== null && "job_configuration" in value && "variables" in value)
    return value as JsonObject;
  throw new CommandFailure(`${file} is no base job template: it has "job_configuration" and "variables".`);
}
