import { randomUUID } from "node:crypto";
import { mkdir, opendir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { ConfigurationError } from "../errors.ts";
import type { ResultStorage } from "./result-storage.ts";

const unfinished = ".unfinished-";

/**
 * Results as files in a folder, one for each key. Only their owner can read them (engine.md M3).
 *
 * @throws {ConfigurationError} from its functions, for a key that leads out of the folder
 */
export function localStorage(folder: string): ResultStorage {
  const root = resolve(folder);
  return {
    location: root,
    read: (key) => ifThere(readFile(pathOf(root, key))),
    exists: async (key) => (await ifThere(stat(pathOf(root, key))))?.isFile() ?? false,
    delete: (key) => rm(pathOf(root, key), { force: true }),
    write: (key, bytes) => writeWhole(pathOf(root, key), bytes),
    list: () => keysIn(root),
  };
}

/** Written beside its place and moved there, so that a process that is killed leaves no half of a result. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const beside = join(dirname(path), unfinished + randomUUID());
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(beside, bytes, { mode: 0o600 });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function pathOf(root: string, key: string): string {
  const path = resolve(root, key);
  const isInside = path.startsWith(root + sep) && !key.includes("\0") && !key.endsWith("/");
  if (isInside && !path.includes(sep + unfinished)) return path;
  throw new ConfigurationError(
    `The result key ${JSON.stringify(key)} is no file below ${root}: use a relative path without "..".`,
  );
}

async function* keysIn(root: string): AsyncIterable<string> {
  const folder = await ifThere(opendir(root, { recursive: true }));
  if (folder === undefined) return;
  for await (const entry of folder) {
    if (entry.isFile() && !entry.name.startsWith(unfinished)) {
      yield relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, "/");
    }
  }
}

async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
    throw error;
  }
}
