import { readFile } from "node:fs/promises";
import { runtime, task } from "../../src/index.ts";
import { dataset } from "./dataset.ts";

/** The names of airports by their code: `SEA` → `Seattle-Tacoma Intl`. */
export const fetchAirports = task(
  { name: "fetch-airports", retries: 3, retryDelaySeconds: [0.5, 2, 10] },
  async (): Promise<Map<string, string>> => {
    // Stands in for a service with bad moments: it is down whenever it is asked for the first time.
    if (runtime.taskRun.runCount === 1) throw new Error("503 Service Unavailable");
    const [, ...lines] = (await readFile(dataset("airports.csv"), "utf8")).trim().split("\n");
    return new Map(lines.map(codeAndName));
  },
);

function codeAndName(line: string): [code: string, name: string] {
  const [, code = "", quoted, plain] = /^([^,]*),(?:"([^"]*)"|([^,]*))/.exec(line) ?? [];
  return [code, (quoted ?? plain ?? "").trim()];
}
