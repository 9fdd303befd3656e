// A lock is a folder of numbered files; the highest number says who holds it.
//
// Invariants
//   L1. A number is given once: it is made by link(2), which fails when the name is there.
//   L2. The highest file is never removed, so numbers only grow. Its successor is made only while nobody holds it.
//   L3. One who made a number that is not the highest any more (it slept meanwhile) does not hold the lock.
//   L4. Killed at any point, a process leaves the highest file whole: others see by it that the process is gone.

import { hash, randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isHeld, lockFile, type LockFile, parseLockFile } from "./lock-file.ts";
import { type AcquireOptions, type LockManager, LockNotHeld, type WaitOptions } from "./lock-manager.ts";
import { pollUntil, realWaiting, type Waiting } from "./waiting.ts";

interface Current {
  number: number;
  file: LockFile | undefined;
}

const everySeconds = 0.1;

/**
 * Locks between the processes that use the same folder. On one machine the lock of a process that was killed is free
 * at once. On a file system that machines share, give a `holdTimeoutSeconds`: they cannot see each other's processes.
 */
export function fileLocks(folder: string, waiting: Waiting = realWaiting): LockManager {
  return new FileLocks(resolve(folder), waiting);
}

class FileLocks implements LockManager {
  readonly #folder: string;
  readonly #waiting: Waiting;

  constructor(folder: string, waiting: Waiting) {
    this.#folder = folder;
    this.#waiting = waiting;
  }

  async acquire(key: string, options: AcquireOptions): Promise<boolean> {
    const { acquireTimeoutSeconds: timeoutSeconds, signal } = options;
    return await pollUntil(() => this.#tryAcquire(key, options), this.#waiting, {
      everySeconds,
      timeoutSeconds,
      signal,
    });
  }

  async release(key: string, holder: string): Promise<void> {
    const current = await this.#current(key);
    if (current.file === undefined || current.file.holder !== holder || !this.#isHeld(current))
      throw LockNotHeld.by(holder, key);
    await this.#writeBeside(key, { ...current.file, released: true }, (beside) =>
      rename(beside, this.#path(key, current.number)),
    );
  }

  async isLocked(key: string): Promise<boolean> {
    return this.#isHeld(await this.#current(key));
  }

  async isHolder(key: string, holder: string): Promise<boolean> {
    const current = await this.#current(key);
    return this.#isHeld(current) && current.file?.holder === holder;
  }

  async wait(key: string, { timeoutSeconds, signal }: WaitOptions = {}): Promise<boolean> {
    return await pollUntil(async () => !(await this.isLocked(key)), this.#waiting, {
      everySeconds,
      timeoutSeconds,
      signal,
    });
  }

  async #tryAcquire(key: string, { holder, holdTimeoutSeconds }: AcquireOptions): Promise<boolean> {
    const current = await this.#current(key);
    if (this.#isHeld(current)) return current.file?.holder === holder;
    const expires =
      holdTimeoutSeconds === undefined ? null : this.#waiting.clock.now() + holdTimeoutSeconds * 1_000_000;
    const number = current.number + 1;
    const isMade = await this.#writeBeside(key, lockFile(key, holder, expires), (beside) =>
      linked(beside, this.#path(key, number)),
    );
    return isMade && (await this.#isHighest(key, number));
  }

  async #isHighest(key: string, number: number): Promise<boolean> {
    const numbers = await this.#numbers(key);
    const highest = Math.max(...numbers);
    // The one before stays: a listing that runs meanwhile finds at least one of the two.
    await Promise.all(
      numbers.filter((one) => one < highest - 1).map((one) => rm(this.#path(key, one), { force: true })),
    );
    return highest === number;
  }

  async #current(key: string): Promise<Current> {
    for (;;) {
      const number = Math.max(0, ...(await this.#numbers(key)));
      if (number === 0) return { number, file: undefined };
      const text = await readFile(this.#path(key, number), "utf8").catch(notThere);
      if (text !== undefined) return { number, file: parseLockFile(text) };
      // Removed between the two: a higher one is there now (L2).
    }
  }

  async #numbers(key: string): Promise<number[]> {
    const names = (await readdir(this.#folderOf(key)).catch(notThere)) ?? [];
    return names.map((name) => Number(/^(\d+)\.lock$/.exec(name)?.[1])).filter((number) => number > 0);
  }

  #isHeld({ file }: Current): boolean {
    return file !== undefined && isHeld(file, this.#waiting.clock.now());
  }

  async #writeBeside<T>(key: string, file: LockFile, place: (beside: string) => Promise<T>): Promise<T> {
    const beside = join(this.#folderOf(key), `.${randomUUID()}`);
    await mkdir(this.#folderOf(key), { recursive: true });
    await writeFile(beside, JSON.stringify(file));
    try {
      return await place(beside);
    } finally {
      await rm(beside, { force: true });
    }
  }

  #folderOf(key: string): string {
    return join(this.#folder, hash("sha256", key).slice(0, 32)); // a key may be no file name
  }

  #path(key: string, number: number): string {
    return join(this.#folderOf(key), `${number}.lock`);
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function notThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
  return undefined;
}
