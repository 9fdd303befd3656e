import { setTimeout as sleep } from "node:timers/promises";
import { setting } from "../../sdk/settings.ts";
import { CommandFailure } from "../failure.ts";
import type { OutputOptions } from "../options.ts";
import { printJson } from "../print/print.ts";

export interface ServerStatusOptions extends OutputOptions {
  wait?: true;
  timeout: number;
}

const defaultUrl = "http://127.0.0.1:4200/api";
const everyMs = 250;

/** Says whether a server answers; the exit code is 1 when none does. */
export async function serverStatus({ wait, timeout, output }: ServerStatusOptions): Promise<void> {
  const url = (setting("api.url") ?? defaultUrl).replace(/\/+$/, "");
  const until = Date.now() + (wait ? timeout * 1000 : 0);
  let answer = await probe(url);
  while (answer === undefined && Date.now() < until) {
    await sleep(everyMs);
    answer = await probe(url);
  }
  if (output === "json") printJson({ url, answers: answer !== undefined, ready: answer?.ready ?? false });
  if (answer === undefined) throw new CommandFailure(`No server answers at ${url}. Start one: sluice server start`);
  if (output !== "json")
    console.log(`The server at ${url} ${answer.ready ? "is ready" : "answers, but its database does not"}.`);
}

async function probe(url: string): Promise<{ ready: boolean } | undefined> {
  try {
    const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) });
    return { ready: response.ok };
  } catch {
    return undefined;
  }
}
