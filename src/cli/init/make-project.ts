import { access, mkdir, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { CommandFailure } from "../failure.ts";
import { projectFiles } from "./project-files.ts";

/**
 * Writes a new project and returns what to do next.
 *
 * @throws {CommandFailure} when one of its files exists; nothing is written then.
 */
export async function makeProject(directory: string): Promise<string> {
  const root = resolve(directory);
  const files = projectFiles(packageName(root));
  await refuseToOverwrite(root, Object.keys(files));
  await mkdir(root, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text, { flag: "wx" });
  return nextSteps(root, Object.keys(files));
}

async function refuseToOverwrite(root: string, names: string[]): Promise<void> {
  const existing: string[] = [];
  for (const name of names) if (await exists(join(root, name))) existing.push(name);
  if (existing.length === 0) return;
  throw new CommandFailure(
    `${root} already has ${existing.join(", ")}: nothing was written. ` +
      "Name another directory, or add Sluice to this project with: npm install sluice",
  );
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** What npm allows as a name, made from the directory's. */
function packageName(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|-+$/g, "");
  return name === "" || name === "sluice" ? "my-flows" : name;
}

function nextSteps(root: string, names: string[]): string {
  const place = relative(process.cwd(), root);
  const commands = [...(place === "" ? [] : [`cd ${place}`]), "npm install", "node flow.ts"];
  return [`Made ${names.join(", ")} in ${root}. Next:`, "", ...commands.map((line) => `  ${line}`), ""].join("\n");
}
