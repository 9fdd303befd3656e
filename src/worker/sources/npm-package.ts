import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";
import { SourceError } from "./source-error.ts";
import { within } from "./within.ts";

const spec = /^(@[a-z0-9-~][\w.~-]*\/)?[a-z0-9-~][\w.~-]*(@[^\s@-][^\s@]*)?$/i;

/**
 * Installs a package with what it depends on below `into`; returns the package's folder.
 *
 * @throws {SourceError} it is no name of a package, or npm refuses
 */
export async function npmPackage(into: string, named: string): Promise<string> {
  if (!spec.test(named) || named.startsWith("-"))
    throw new SourceError(`"${named}" names no package: name, @scope/name, or name@version.`);
  const folder = join(into, "package");
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  await runProgram(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "--", named], { cwd: folder });
  const name = named.replace(/(?<=.)@.*$/, "");
  return within(join(folder, "node_modules"), name);
}
