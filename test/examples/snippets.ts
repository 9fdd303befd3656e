import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./run-program.ts";

export interface Snippet {
  /** Where it stands, for messages: `caching.md:42`. */
  at: string;
  code: string;
  /** "run" is run, "check" is only compiled. */
  kind: "run" | "check";
  /** What the block behind it, marked `text prints`, says that it prints. */
  prints: string | undefined;
}

const fence = /^```ts (run|check)\n([\s\S]*?)^```\n(?:\n```text prints\n([\s\S]*?)^```)?/gm;

/** The TypeScript of a page that says that it runs or compiles. */
export function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(repository, page), "utf8");
  return [...text.matchAll(fence)].map(({ index, 1: kind, 2: code, 3: prints }) => ({
    at: `${page}:${text.slice(0, index).split("\n").length}`,
    code: code ?? "",
    kind: kind === "run" ? "run" : "check",
    prints,
  }));
}

/** Makes a folder a project that has installed this repository as `sluice`, run from its source. */
export function installSluice(folder: string): void {
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "sluice"), { recursive: true });
  const exports = { ".": "./src/index.ts", "./testing": "./src/testing/index.ts", "./register": "./src/register.ts" };
  writeFileSync(join(modules, "sluice/package.json"), JSON.stringify({ name: "sluice", type: "module", exports }));
  symlinkSync(join(repository, "src"), join(modules, "sluice/src"));
  for (const name of ["zod", "valibot", "vitest", "@types"]) {
    symlinkSync(join(repository, "node_modules", name), join(modules, name));
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "docs", type: "module" }));
}
