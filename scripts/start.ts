// npm start: runs the example pipeline here and now, then serves the API and the UI, in which its run can be seen.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const pipeline = "examples/pipeline.ts";
const server = "src/cli/server.ts";

if (existsSync(`${root}/${pipeline}`)) await node(pipeline);
if (existsSync(`${root}/${server}`)) await node("src/cli/bin.ts", "server", "start", "--port", "4200");
else await node("src/cli/bin.ts", "--help");

/** Runs a program of this repository to its end; ours is then as its exit code says. */
async function node(...args: string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
  const ignore = (): void => {}; // the terminal's interrupt reaches the child, which ends in order; so do we after it
  process.on("SIGINT", ignore);
  const [code] = (await once(child, "exit")) as [number | null];
  process.off("SIGINT", ignore);
  if (code !== 0) process.exit(code ?? 1);
}
