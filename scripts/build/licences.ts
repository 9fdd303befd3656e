import { readdir, readFile } from "node:fs/promises";
import type { OutputChunk } from "rolldown";

/** The directories of the packages whose code is in the chunks, in order. */
export function bundledPackages(chunks: OutputChunk[]): string[] {
  const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
  const directories = modules.map((id) => inPackage.exec(id)?.[0]).filter((directory) => directory !== undefined);
  return [...new Set(directories)].toSorted();
}

const inPackage = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Their names, versions and licence texts: the licences ask that the text goes with the code. */
export async function licenceTexts(directories: string[]): Promise<string> {
  return (await Promise.all(directories.map(licenceText))).join(`\n${"-".repeat(80)}\n\n`);
}

async function licenceText(directory: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(`${directory}/package.json`, "utf8")) as {
    name: string;
    version: string;
    license: string;
  };
  const file = (await readdir(directory)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? "" : await readFile(`${directory}/${file}`, "utf8");
  return `${name} ${version} (${license})\n\n${text}`;
}
