import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { eachLine } from "./each-line.ts";
import type { FromRun, ToRun } from "./protocol.ts";

export interface RunProcessOptions {
  /** Set besides the runner's own environment. */
  env: Readonly<Record<string, string>>;
  folder: string;
}

export interface ProcessEnd {
  /** Null where a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why it could not be started. */
  error?: string;
}

export type OutputStream = "stdout" | "stderr";

/** A process that executes one flow run, in a process group of its own: whatever it starts ends with it. */
export class RunProcess {
  readonly started = performance.now();
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  readonly #output: Promise<unknown>;
  onMessage: (message: FromRun) => void = () => {};
  onLine: (line: string, stream: OutputStream) => void = () => {};

  constructor({ env, folder }: RunProcessOptions) {
    const bootstrap = fileURLToPath(new URL("./run-bootstrap.ts", import.meta.url));
    this.#child = fork(bootstrap, [], {
      cwd: folder,
      env: { ...process.env, ...env },
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: process.platform !== "win32",
    });
    this.#child.on("message", (message) => this.onMessage(message as FromRun));
    this.#output = Promise.all(
      (["stdout", "stderr"] as const).map((stream) =>
        eachLine(this.#child[stream]!, (line) => this.onLine(line, stream)),
      ),
    );
    const exit = new Promise<ProcessEnd>((resolve) => {
      this.#child.once("error", (error) => resolve({ code: null, signal: null, error: error.message }));
      this.#child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    this.ended = exit.then(async (end) => {
      await Promise.race([this.#output, lateOutput()]); // a process that it left behind may hold its output open
      return end;
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined;
  }

  send(message: ToRun): void {
    if (this.#child.connected) this.#child.send(message, () => {}); // that it has ended is told by its exit
  }

  /** Asks it to cancel what it runs. */
  cancel(reason: string): void {
    this.send({ kind: "cancel", reason });
    this.#child.kill("SIGTERM");
  }

  /** Ends it and all that it has started. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform !== "win32") process.kill(-pid, "SIGKILL");
    } catch {
      // the group is gone already
    }
    this.#child.kill("SIGKILL");
  }

  /** Holds the runner's own process no longer. */
  unref(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }
}

const lateOutputMs = 1_000;

function lateOutput(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, lateOutputMs).unref());
}
