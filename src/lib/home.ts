// Where Sluice keeps what it keeps on this machine (engine.md S10).

import { hash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { SluiceError } from "./sluice-error.ts";

const folder = ".sluice";

/**
 * The home: `SLUICE_HOME`; else the nearest parent that has a `.sluice/`; else `.sluice/` at the workspace root, or beside
 * the nearest `package.json`; else `~/.sluice`. Nothing is created.
 */
export function findHome(from: string = process.cwd(), env: NodeJS.ProcessEnv = process.env): string {
  const given = env["SLUICE_HOME"];
  if (given !== undefined && given !== "") return resolve(given);
  const parents = [...upwards(from)];
  const existing = parents.find((parent) => parent !== homedir() && isFolder(join(parent, folder)));
  if (existing !== undefined) return join(existing, folder);
  const root = parents.find(isWorkspaceRoot) ?? parents.find((parent) => existsSync(join(parent, "package.json")));
  return join(root ?? homedir(), folder);
}

/** Makes the home if it is not there, readable by its owner only, and out of version control. */
export function ensureHome(home: string): string {
  if (existsSync(home)) return home;
  try {
    // Node's recursive mkdir never ends below /proc: it is asked for only where a parent is missing.
    mkdirSync(home, { recursive: !existsSync(dirname(home)), mode: 0o700 });
    writeFileSync(join(home, ".gitignore"), "*\n");
    return home;
  } catch (cause) {
    throw new HomeUnusable(
      `The folder for runs cannot be made at ${home}: ${(cause as Error).message}. Set SLUICE_HOME to a folder that you may write to.`,
      { cause },
    );
  }
}

/** The home cannot be made or written to. */
export class HomeUnusable extends SluiceError {
  static override readonly code = "home-unusable";
}

/** The SQLite file of a home. */
export function databasePath(home: string): string {
  return join(home, "sluice.db");
}

/** Results that are too large for the database, and cache records. */
export function resultsPath(home: string): string {
  return join(home, "results");
}

/** What could not be delivered to a server or database before a process ended (engine.md R4). */
export function spoolPath(home: string, target: string): string {
  return join(home, "spool", hash("sha256", target).slice(0, 16));
}

function* upwards(from: string): Generator<string> {
  for (let at = resolve(from); ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isWorkspaceRoot(path: string): boolean {
  if (existsSync(join(path, "pnpm-workspace.yaml"))) return true;
  try {
    const manifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as { workspaces?: unknown };
    return manifest.workspaces !== undefined;
  } catch {
    return false;
  }
}
