// npm start: runs the example pipeline here and now, then serves the API and the UI, in which its run can be seen.
// What follows `--` is for the server: npm start -- --port 4300

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const title = (text: string): void => console.log(`\n── ${text}\n`);

title("examples/pipeline.ts: run it again, and its files are Cached");
await node("examples/pipeline.ts");

if (!existsSync(`${root}/dist/ui`)) {
  title("The UI is built once");
  await run("npm", ["run", "build", "--workspace", "ui", "--silent", "--", "--logLevel", "error"]).catch(() =>
    title("It could not be built, so there is only the API"),
  );
}

title("The server: what the pipeline recorded is there");
await node("src/cli/bin.ts", "server", "start", ...process.argv.slice(2));

async function node(...args: string[]): Promise<void> {
  await run(process.execPath, args).catch((code: number) => process.exit(code));
}

/** Runs a program of this repository to its end, and passes on what ends us; rejects with its exit code. */
async function run(program: string, args: string[]): Promise<void> {
  const child = spawn(program, args, {
    cwd: root,
    stdio: "inherit",
    shell: program === "npm" && process.platform === "win32",
  });
  const interrupted = (): void => {}; // the terminal's interrupt reaches the child, which ends in order; so do we after it
  const terminated = (): void => void child.kill("SIGTERM");
  process.on("SIGINT", interrupted).on("SIGTERM", terminated);
  const [code] = (await once(child, "exit")) as [number | null];
  process.off("SIGINT", interrupted).off("SIGTERM", terminated);
  if (code !== 0) throw code ?? 1;
}
