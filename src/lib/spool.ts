// What a process could not deliver before it ended, for the next one to send (engine.md R4).
//
// Invariants
//   P1. A file is complete or not there: it is written under another name, and renamed.
//   P2. A file goes away after its batches were answered; sending one twice changes nothing (engine.md W1a).

import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { uuidv7 } from "./uuid.ts";

const largestBatch = 2_000;
const extension = ".ndjson";

/** Keeps recorded items for later, synchronously: the process is about to end. */
export function appendToSpool(folder: string, items: readonly unknown[]): void {
  if (items.length === 0) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const batches: string[] = [];
  for (let at = 0; at < items.length; at += largestBatch) {
    batches.push(JSON.stringify({ items: items.slice(at, at + largestBatch) }));
  }
  const file = join(folder, uuidv7() + extension);
  writeFileSync(`${file}.part`, batches.join("\n"), { mode: 0o600 }); // results and parameters are people's data (engine.md M3)
  renameSync(`${file}.part`, file);
}

/** Delivers one batch. False: it was refused for good, and is set aside. Throws when it may be delivered later. */
export type Deliver = (batch: string) => Promise<boolean>;

/**
 * Sends what ended processes have left, the oldest first; returns how many files there were.
 *
 * @throws what `deliver` throws; what was not delivered stays
 */
export async function shipSpool(folder: string, deliver: Deliver): Promise<number> {
  const files = (await namesIn(folder)).filter((name) => name.endsWith(extension)).sort();
  for (const name of files) await shipFile(join(folder, name), deliver);
  return files.length;
}

async function shipFile(file: string, deliver: Deliver): Promise<void> {
  const text = await readFile(file, "utf8").catch(ifGone);
  if (text === undefined) return; // another process has shipped it
  let wasTaken = true;
  for (const batch of text.split("\n")) wasTaken = (await deliver(batch)) && wasTaken;
  if (wasTaken) await rm(file, { force: true });
  else await rename(file, `${file}.refused`).catch(ifGone);
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(ifGone)) ?? [];
}

function ifGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
