import { relative, resolve, sep, isAbsolute } from "node:path";
import { SourceError } from "./source-error.ts";

/**
 * A path below a folder.
 *
 * @throws {SourceError} it leads out of it
 */
export function within(folder: string, path: string): string {
  const full = resolve(folder, path);
  const way = relative(folder, full);
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw new SourceError(`The path "${path}" leads out of the folder ${folder}.`);
  return full;
}
