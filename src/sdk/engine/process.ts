// What one process has one of: the way to the server, and the runs that it executes.

import { flagSetting, numberSetting } from "../settings.ts";
import { type Api, host } from "../host.ts";
import { show } from "../logging/console.ts";
import { levels } from "../logging/levels.ts";
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

/** The connection if it is open already: most runs of a process need not wait for it. */
export function openedConnection(): Connection | undefined {
  return open;
}

async function openConnection(): Promise<Connection> {
  const api = await host().openApi();
  const recorder = new Recorder(api, {
    offlineSeconds: numberSetting("client.offline_seconds"),
    onOffline: (reason) => say(`The server at ${api.url} does not answer (${String((reason as Error)?.message ?? reason)}). Running tasks go on; what they report waits until it is back.`),
    onOnline: () => say(`The server at ${api.url} answers again.`),
  });
  open = { api, recorder };
  return open;
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
