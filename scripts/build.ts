// Makes dist/: JavaScript bundled by rolldown, one chunk for each door and lazy part, types by tsc, the UI's files.
//
// What `dependencies` and optional peers name stays outside; every other package is bundled, because hono, zod and
// kysely import in 25 ms from one file and in 170 ms from their own.

import { execFile } from "node:child_process";
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { rolldown, type OutputChunk } from "rolldown";
import { bundledPackages, licenceTexts } from "./build/licences.ts";
import { linkBootstraps } from "./build/link-bootstraps.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);
const onWindows = process.platform === "win32"; // where npm and npx are scripts

const doors = {
  index: "src/index.ts",
  register: "src/register.ts",
  testing: "src/testing/index.ts",
  cli: "src/cli/bin.ts",
  // A file of its own, so that it runs before every chunk: those use what an old Node does not have.
  "refuse-old-runtime": "src/lib/refuse-old-runtime.ts",
};

// Installed for the types that our public types name and for users' own schemas, and bundled all the same.
const bundledDependencies = ["zod"];

type Manifest = { dependencies: Record<string, string>; peerDependencies: Record<string, string> };

await rm(`${root}/dist`, { recursive: true, force: true });
const [chunks] = await Promise.all([bundle(), emitTypes(), buildUi()]);
await chmod(`${root}/dist/cli.js`, 0o755);
await writeFile(`${root}/dist/THIRD-PARTY-LICENSES.txt`, await licenceTexts(bundledPackages(chunks)));
const kilobytes = chunks.reduce((sum, { code }) => sum + code.length, 0) / 1000;
console.log(`dist/: ${chunks.length} chunks, ${Math.round(kilobytes)} kB of JavaScript`);

async function bundle(): Promise<OutputChunk[]> {
  await using build = await rolldown({
    cwd: root,
    input: doors,
    platform: "node",
    external: await externals(),
    plugins: [linkBootstraps()],
  });
  const { output } = await build.write({
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    minify: "dce-only", // a stack trace through our code stays readable
  });
  return output.filter((file): file is OutputChunk => file.type === "chunk");
}

async function externals(): Promise<RegExp[]> {
  const manifest = JSON.parse(await readFile(`${root}/package.json`, "utf8")) as Manifest;
  const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
  return names
    .filter((name) => !bundledDependencies.includes(name))
    .map((name) => new RegExp(`^${name.replaceAll(/[.]/g, "\\.")}(/|$)`));
}

async function emitTypes(): Promise<void> {
  await run("npx", ["tsc", "-p", "tsconfig.build.json"], { cwd: root, shell: onWindows });
}

async function buildUi(): Promise<void> {
  await run("npm", ["run", "build", "--workspace", "ui", "--if-present"], { cwd: root, shell: onWindows });
}
