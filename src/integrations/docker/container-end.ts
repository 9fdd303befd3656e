import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { JobEnd } from "../../worker/infrastructure.ts";
import { type DockerEngine, DockerError } from "./engine.ts";

interface Waiting {
  /** The answer of the engine to `wait`, which ends when the container does. */
  exit: Readable;
  retryMs: number;
}

interface Inspected {
  State: { Running: boolean; OOMKilled: boolean; ExitCode: number; Error: string };
  HostConfig: { Memory: number };
}

/** C3: what the engine knows of a container's end, asked until it knows. */
export async function endOf(engine: DockerEngine, path: string, { exit, retryMs }: Waiting): Promise<JobEnd> {
  const code = await text(exit).then(exitCodeIn, () => undefined);
  for (;;) {
    try {
      const { State, HostConfig } = await engine.ask<Inspected>("GET", `${path}/json`);
      if (!State.Running) return { exitCode: State.ExitCode, reason: reasonOf(State, HostConfig.Memory) };
      if (code !== undefined) return { exitCode: code }; // somebody has started it again
    } catch (error) {
      if (code !== undefined) return { exitCode: code }; // it has removed itself
      if (error instanceof DockerError && error.status === 404)
        return { exitCode: null, reason: "its container was removed" };
    }
    await sleep(retryMs);
  }
}

function reasonOf({ OOMKilled, Error: error }: Inspected["State"], memory: number): string | undefined {
  if (!OOMKilled) return error || undefined;
  const limit = memory > 0 ? ` (mem_limit: ${memory} bytes)` : "";
  return `OOMKilled: it needed more memory than it may have${limit}`;
}

function exitCodeIn(answer: string): number | undefined {
  try {
    return (JSON.parse(answer) as { StatusCode?: number }).StatusCode;
  } catch {
    return undefined; // the answer was cut off
  }
}
