// Processes started ahead, with the code of the next run loaded (architecture.md, decision 7).
//
// Invariants
//   H1. A warm process serves one run: nothing that one run leaves in memory is seen by another.
//   H2. It is kept under what could make it another process: code, version, folder and environment.
//   H3. There are at most so many, and none that was not asked for in a while.

import { RunProcess, type RunProcessOptions } from "./run-process.ts";
import type { CodePlace } from "./code-place.ts";

export interface WarmPoolOptions {
  /** How many processes wait at most; 0 switches it off. Default 4. */
  most?: number | undefined;
  /** One that nobody has taken for so long is ended. Default 10 minutes. */
  idleSeconds?: number | undefined;
}

/** What a process has to be like. */
export interface Wanted extends RunProcessOptions {
  place: CodePlace;
  /** Changes when the code does. */
  version: string;
}

interface Waiting {
  process: RunProcess;
  idle: NodeJS.Timeout;
}

export class WarmPool implements Disposable {
  readonly #most: number;
  readonly #idleMs: number;
  readonly #waiting = new Map<string, Waiting>();

  constructor({ most = 4, idleSeconds = 600 }: WarmPoolOptions = {}) {
    this.#most = most;
    this.#idleMs = idleSeconds * 1000;
  }

  /** A process that is warm, or one that has only been started. */
  take(wanted: Wanted): { process: RunProcess; isWarm: boolean } {
    const key = keyOf(wanted);
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    clearTimeout(waiting?.idle);
    if (waiting?.process.isAlive === true) return { process: waiting.process, isWarm: true };
    return { process: new RunProcess(wanted), isWarm: false };
  }

  /** Starts a process for a run that may come. */
  prepare(wanted: Wanted): void {
    const key = keyOf(wanted);
    if (this.#most === 0 || this.#waiting.has(key)) return;
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= this.#most && oldest !== undefined) this.#end(oldest);
    const process = new RunProcess(wanted);
    process.unref();
    process.send({ kind: "load", place: wanted.place });
    const idle = setTimeout(() => this.#end(key), this.#idleMs);
    idle.unref();
    const waiting = { process, idle };
    this.#waiting.set(key, waiting);
    void process.ended.then(() => {
      if (this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    });
  }

  [Symbol.dispose](): void {
    for (const key of this.#waiting.keys()) this.#end(key);
  }

  #end(key: string): void {
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    clearTimeout(waiting?.idle);
    waiting?.process.kill();
  }
}

function keyOf({ place, version, env, folder }: Wanted): string {
  return JSON.stringify([
    place,
    version,
    folder,
    Object.entries(env).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  ]);
}
