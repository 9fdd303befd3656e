import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { repository } from "./run-program.ts";

/** The files of this repository that a page links to. */
export function linksOf(page: string): string[] {
  const text = readFileSync(join(repository, page), "utf8").replaceAll(/```[\s\S]*?```/g, "");
  return [...text.matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(({ 1: target = "" }) =>
    normalize(join(dirname(page), target)).replaceAll("\\", "/"),
  );
}
