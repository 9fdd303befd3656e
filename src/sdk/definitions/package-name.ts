import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const known = new Map<string, string>();

/** The name in the nearest `package.json`; the folder's own path where there is none. */
export function nearestPackageName(file: string | null): string {
  return nearest(file === null ? process.cwd() : dirname(file));
}

function nearest(folder: string): string {
  let name = known.get(folder);
  if (name === undefined) known.set(folder, (name = readName(folder)));
  return name;
}

function readName(folder: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: unknown };
    if (typeof name === "string") return name;
  } catch {
    // none here: look above
  }
  const above = dirname(folder);
  return above === folder ? folder : nearest(above);
}
