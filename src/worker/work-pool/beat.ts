import { setTimeout as sleep } from "node:timers/promises";
import { isHttpStatusError } from "../../sdk/errors.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import type { Api } from "../../sdk/host.ts";
import { pathOf } from "./open-pool.ts";

export interface BeatOptions {
  pool: string;
  name: string;
  everySeconds: number;
  say(message: string): void;
}

/** Says again and again that a worker is alive; a server that is away is told when it is back. */
export function beat(api: Api, { pool, name, everySeconds, say }: BeatOptions): AsyncDisposable {
  const stop = new AbortController();
  const body = { name, heartbeat_interval_seconds: Math.max(1, Math.ceil(everySeconds)) };
  const tell = async (): Promise<void> => {
    await ask(api, `${pathOf(pool)}/workers/heartbeat`, { method: "POST", body, retries: 0 }).catch(
      (error: unknown) => {
        if (isHttpStatusError(error, 404))
          say(`The work pool "${pool}" is gone; nothing is due until it is made again.`);
      },
    );
  };
  const beating = (async () => {
    while (!stop.signal.aborted) {
      await tell();
      await sleep(everySeconds * 1000, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await beating;
    },
  };
}
