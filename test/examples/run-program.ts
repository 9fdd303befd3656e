import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../..", import.meta.url));

export const commandLine = join(repository, "src/cli/bin.ts");

export interface Ended {
  stdout: string;
  stderr: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ProgramOptions {
  args?: readonly string[];
  /** Default: the place's own folder. */
  cwd?: string;
  env?: Record<string, string>;
  /** Kills the program with -9 as soon as it has written this to its stderr. */
  killAt?: string;
}

/** A folder of its own with a home of its own, in which programs run as a user's would. */
export class Workplace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "sluice-example-"));
  readonly home = join(this.folder, ".sluice");

  async run(file: string, options: ProgramOptions = {}): Promise<Ended> {
    const child = spawn(process.execPath, [file, ...(options.args ?? [])], {
      cwd: options.cwd ?? this.folder,
      env: { ...cleanEnvironment(), SLUICE_HOME: this.home, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (options.killAt !== undefined && said.includes(options.killAt)) child.kill("SIGKILL");
    });
    const [stdout, stderr, [code, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>,
    ]);
    return { stdout, stderr, code, signal };
  }

  /** What `sluice … --output json` says of this home. */
  async sluice<T>(...args: string[]): Promise<T> {
    const { stdout, stderr, code } = await this.run(commandLine, { args: [...args, "--output", "json"] });
    if (code !== 0) throw new Error(`sluice ${args.join(" ")} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Our environment without what would send a program elsewhere, or colour what it prints. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(SLUICE|PREFECT)_|^(FORCE_COLOR|NODE_OPTIONS)$/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: "1" };
}
