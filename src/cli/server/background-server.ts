// A server that goes on when its terminal is closed, and how it is found again: by a file in its home.

import { spawn } from "node:child_process";
import { openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fateOf, ownProcess, type ProcessIdentity } from "../../lib/process-identity.ts";
import { CommandFailure } from "../failure.ts";
import { placeOf, type PlaceOptions } from "./place.ts";

interface Running {
  url: string;
  process: ProcessIdentity;
}

const everyMs = 100;
const startSeconds = 30;
const stopSeconds = 20;

/** Starts a server with these arguments in a process of its own; resolves when it serves. */
export async function startInBackground(options: PlaceOptions): Promise<void> {
  const { home } = placeOf(options);
  const before = readRunning(home);
  if (before !== undefined) throw new CommandFailure(`A server runs in the background already, at ${before.url}.`);
  const log = join(home, "server.log");
  const out = openSync(log, "a", 0o600);
  const argv = [...process.execArgv, ...process.argv.slice(1).filter((argument) => argument !== "--background")];
  const env = { ...process.env, [inBackground]: home };
  const child = spawn(process.execPath, argv, { detached: true, stdio: ["ignore", out, out], env });
  const running = await until(startSeconds, () => (child.exitCode === null ? readRunning(home) : "ended"));
  if (running === undefined || running === "ended") throw new CommandFailure(`The server did not start: see ${log}.`);
  child.unref();
  console.log(`The server runs at ${running.url}, and says what goes wrong in ${log}. Stop it: sluice server stop`);
}

/** Stops the server that runs in the background; resolves when it has ended. */
export async function stopServer(options: PlaceOptions): Promise<void> {
  const { home } = placeOf(options);
  const running = readRunning(home);
  if (running === undefined) throw new CommandFailure(`No server runs in the background for ${home}.`);
  process.kill(running.process.pid, "SIGTERM");
  const ended = await until(stopSeconds, () => (fateOf(running.process) === "alive" ? undefined : true));
  if (ended === undefined)
    throw new CommandFailure(`Process ${running.process.pid} does not end: it has been told to.`);
  console.log(`Stopped the server at ${running.url}.`);
}

/** Says where this server is found, if it is one in the background. */
export function markRunning(url: string): Disposable {
  const home = process.env[inBackground];
  if (home === undefined) return { [Symbol.dispose]() {} };
  writeFileSync(fileOf(home), JSON.stringify({ url, process: ownProcess() } satisfies Running), { mode: 0o600 });
  return { [Symbol.dispose]: () => rmSync(fileOf(home), { force: true }) };
}

/** Set for the process that serves: the home in which it is looked for. */
const inBackground = "SLUICE_SERVER_IN_BACKGROUND";

function fileOf(home: string): string {
  return join(home, "server.json");
}

/** A file that a killed server has left, or one of another machine, says nothing. */
function readRunning(home: string): Running | undefined {
  try {
    const running = JSON.parse(readFileSync(fileOf(home), "utf8")) as Running;
    return fateOf(running.process) === "alive" ? running : undefined;
  } catch {
    return undefined;
  }
}

async function until<T>(seconds: number, look: () => T | undefined): Promise<T | undefined> {
  const deadline = Date.now() + seconds * 1000;
  for (let found = look(); ; found = look()) {
    if (found !== undefined || Date.now() > deadline) return found;
    await sleep(everyMs);
  }
}
