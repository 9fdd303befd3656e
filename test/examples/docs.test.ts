// What the pages show is compiled, run, and prints what they say.

import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import * as sluice from "../../src/index.ts";
import { linksOf } from "./page-links.ts";
import { repository, Workplace } from "./run-program.ts";
import { installSluice, type Snippet, snippetsOf } from "./snippets.ts";

const pages = [
  ...readdirSync(join(repository, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
  "README.md",
];
const withSnippets = pages.filter((page) => snippetsOf(page).some(({ kind }) => kind === "run"));

const fileOf = (snippet: Snippet): string => `${snippet.at.replaceAll(/[^\w]+/g, "-")}.ts`;

const compilerOptions = {
  target: "esnext",
  module: "nodenext",
  types: ["node"],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

test("every snippet compiles", async () => {
  using place = new Workplace();
  installSluice(place.folder);
  for (const snippet of pages.flatMap(snippetsOf)) writeFileSync(join(place.folder, fileOf(snippet)), snippet.code);
  writeFileSync(join(place.folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const tsc = join(repository, "node_modules/.bin/tsc");
  const said = await promisify(execFile)(tsc, ["-p", place.folder], { cwd: place.folder }).catch(
    (error: { stdout: string }) => error,
  );
  const complaints = said.stdout.split("\n").filter((line) => /^[\w-]+\.ts\(/.test(line));
  expect(complaints).toEqual([]);
});

describe("the snippets of", () => {
  test.each(withSnippets)("%s run, and print what the page says", async (page) => {
    for (const snippet of snippetsOf(page).filter(({ kind }) => kind === "run")) {
      using place = new Workplace();
      installSluice(place.folder);
      const file = join(place.folder, fileOf(snippet));
      writeFileSync(file, snippet.code);
      const { stdout, stderr, code } = await place.run(file);
      expect(code, `${snippet.at}: ${stderr}`).toBe(0);
      if (snippet.prints !== undefined) expect(stdout, snippet.at).toBe(snippet.prints);
    }
  });
});

test("no page links to a file that is not there, and the map names every page", () => {
  const missing = pages.flatMap((page) =>
    linksOf(page)
      .filter((target) => !existsSync(join(repository, target)))
      .map((target) => `${page} links to ${target}`),
  );
  expect(missing).toEqual([]);
  const mapped = new Set(linksOf("docs/index.md"));
  const unmapped = pages.filter((page) => page.startsWith("docs/") && page !== "docs/index.md" && !mapped.has(page));
  expect(unmapped).toEqual([]);
});

test("the page of errors explains every code that the package exports", () => {
  const text = readFileSync(join(repository, "docs/errors.md"), "utf8");
  const codes = Object.values(sluice).flatMap((exported) =>
    typeof exported === "function" && "code" in exported && typeof exported.code === "string" ? [exported.code] : [],
  );
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});
