import type { JsonObject } from "../../lib/json.ts";

/** Whether runs need a folder of their own: a pull step brings something there. */
export function fetchesCode(pull: readonly JsonObject[] | null): boolean {
  return (pull ?? []).some((step) => Object.keys(step).some((name) => !name.endsWith("set_working_directory")));
}
