import { existsSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

// What a lock file says is what is installed: never anything newer.
const installers: readonly (readonly [lock: string, command: readonly [string, ...string[]]])[] = [
  ["package-lock.json", ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]],
  ["npm-shrinkwrap.json", ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]],
  ["pnpm-lock.yaml", ["pnpm", "install", "--frozen-lockfile"]],
  ["yarn.lock", ["yarn", "install", "--immutable"]],
];

/** Installs what the lock file of a fetched folder says; returns whether there was one. */
export async function installDependencies(folder: string): Promise<boolean> {
  if (existsSync(join(folder, "node_modules"))) return false;
  const found = installers.find(([lock]) => existsSync(join(folder, lock)));
  if (found === undefined) return false;
  await runProgram(found[1], { cwd: folder });
  return true;
}
