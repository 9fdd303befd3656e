// What one process has one of: the way to the server, and the runs that it executes.

import { flagSetting, numberSetting } from "../../settings.ts";
import { type Api, host } from "../../host.ts";
import { show } from "../../logging/console.ts";
import { levels } from "../../logging/levels.ts";
import { appendToSpool, shipSpool } from "../../../lib/spool.ts";
import { isHttpStatusError, isTransient } from "../../errors.ts";
import { ask } from "./ask.ts";
import { Recorder } from "./recorder.ts";

export interface Connection {
  api: Api;
  recorder: Recorder;
}

let opening: Promise<Connection> | undefined;
let open: Connection | undefined;

/** The connection to the server, opened when the first run needs it. */
export function connect(): Promise<Connection> {
  opening ??= openConnection().catch((error: unknown) => {
    opening = undefined; // the next run may have better luck
    throw error;
  });
  return opening;
}

async function openConnection(): Promise<Connection> {
  const api = await host().openApi();
  const recorder = new Recorder(api, {
    offlineSeconds: numberSetting("client.offline_seconds"),
    onOffline: (reason) =>
      say(
        `The server at ${api.url} does not answer (${String((reason as Error)?.message ?? reason)}). Running tasks go on; what they report waits until it is back.`,
      ),
    onOnline: () => say(`The server at ${api.url} answers again.`),
  });
  await shipWhatOthersLeft(api);
  api.sweep?.().catch((error: unknown) => say(`Left runs were not looked for: ${String(error)}`));
  open = { api, recorder };
  return open;
}

/** Delivers what processes before this one could not, ahead of anything else (engine.md R4). */
async function shipWhatOthersLeft(api: Api): Promise<void> {
  if (api.spool === undefined) return;
  try {
    await shipSpool(api.spool, async (batch) => await deliver(api, JSON.parse(batch)));
  } catch (error) {
    if (!isTransient(error)) throw error;
    say(`What earlier processes left in ${api.spool} could not be delivered yet: ${String(error)}`);
  }
}

async function deliver(api: Api, body: unknown): Promise<boolean> {
  try {
    await ask(api, "/sluice/record", { method: "POST", body });
    return true;
  } catch (error) {
    if (!isHttpStatusError(error) || isTransient(error)) throw error;
    return false;
  }
}

/** Keeps what was not accepted yet where the next process finds it; synchronous, for a process that ends. */
export function spoolUnanswered(): void {
  if (open?.api.spool !== undefined) appendToSpool(open.api.spool, open.recorder.unanswered());
}

function say(message: string): void {
  show({ level: levels.WARNING, source: "sluice", message });
}

/** Closes the connection: for tests and hosts that go on in the same process. */
export async function disconnect(): Promise<void> {
  const connection = open;
  opening = undefined;
  open = undefined;
  await connection?.recorder.flush();
}

/** Whether values are handed out as they would be after a crash (engine.md M2). */
export const alwaysReplays = (): boolean => flagSetting("always_replay");
