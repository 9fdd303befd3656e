import { ConfigurationError } from "../errors.ts";
import type { Flow } from "../flow.ts";
import { host } from "../host.ts";
import type { Source } from "./source.ts";

export interface FromSourceOptions {
  /** Where the code is. */
  source: Source;
  /** A file below it, and a flow in that: `flows/crawl.ts:crawl`. */
  entrypoint: string;
}

export async function flowFromSource({ source, entrypoint }: FromSourceOptions): Promise<Flow> {
  const { flowFromSource: load } = host();
  if (load === undefined) throw new ConfigurationError("Code cannot be fetched from inside of this process.");
  return await load(source, entrypoint);
}
