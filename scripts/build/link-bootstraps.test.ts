import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { afterEach, beforeEach, expect, test } from "vitest";
import { linkBootstraps } from "./link-bootstraps.ts";

let directory = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-bundle-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const sources = {
  "main.ts": `const { start } = await import("./threads/pool.ts"); start();`,
  "threads/pool.ts": `
    import { Worker } from "node:worker_threads";
    export const start = () =>
      new Worker(
        new URL("./thread-bootstrap.ts", import.meta.url),
      ).on("message", (text) => console.log(text));`,
  "threads/thread-bootstrap.ts": `
    import { parentPort } from "node:worker_threads";
    import { greeting } from "./greeting.ts";
    parentPort!.postMessage(greeting);`,
  "threads/greeting.ts": `export const greeting: string = "from a thread";`,
};

async function writeSources(): Promise<void> {
  await mkdir(join(directory, "threads"));
  for (const [name, text] of Object.entries(sources)) await writeFile(join(directory, name), text);
  await writeFile(join(directory, "package.json"), `{ "type": "module" }`);
}

const run = (file: string): string => execFileSync(process.execPath, [join(directory, file)], { encoding: "utf8" });

test("a lazy part starts its thread from the source and from the bundle", async () => {
  await writeSources();
  await using build = await rolldown({
    cwd: directory,
    input: { main: "main.ts" },
    platform: "node",
    plugins: [linkBootstraps()],
  });
  await build.write({
    dir: join(directory, "out"),
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
  });
  expect(run("main.ts")).toBe("from a thread\n");
  expect(run("out/main.js")).toBe("from a thread\n");
});
