import { isoFromMicros, type Micros, microsFromIso } from "../../lib/clock.ts";
import { fateOf, ownProcess, type ProcessIdentity } from "../../lib/process-identity.ts";

/** What a lock file says. The names of Prefect's lock files, and which process wrote it. */
export interface LockFile {
  key: string;
  holder: string;
  /** ISO 8601, or null while the holder lives. */
  expiration: string | null;
  process: ProcessIdentity;
  released: boolean;
}

export function lockFile(key: string, holder: string, expires: Micros | null): LockFile {
  return {
    key,
    holder,
    expiration: expires === null ? null : isoFromMicros(expires),
    process: ownProcess(),
    released: false,
  };
}

/** Does somebody hold the lock? Not when it was released, when its time is over, or when its process is gone. */
export function isHeld(file: LockFile, now: Micros): boolean {
  if (file.released || (file.expiration !== null && microsFromIso(file.expiration) <= now)) return false;
  return fateOf(file.process) !== "gone";
}

/** A file that cannot be read was left by a process that died while the disk was full: it holds nothing. */
export function parseLockFile(text: string): LockFile | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockFile> | null;
    return value !== null && typeof value.holder === "string" && value.process !== undefined
      ? (value as LockFile)
      : undefined;
  } catch {
    return undefined;
  }
}
