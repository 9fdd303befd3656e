import { SluiceError } from "../../lib/sluice-error.ts";

export type StoreTrouble =
  /** The database was written by a newer program. */
  | "newer"
  /** The file is no database of ours, or is damaged. */
  | "corrupt"
  | "read-only"
  | "full"
  /** Another process held the lock for longer than anybody should wait. */
  | "busy"
  /** SQLite's WAL does not work on this file system. */
  | "network-file-system"
  /** The database cannot be reached or opened. */
  | "unavailable"
  /** The optional package for this database is not installed. */
  | "driver-missing"
  /** A query ran for longer than it may. */
  | "deadline"
  | "closed";

/** The store cannot do its work; `trouble` says in a word why, the message what to do about it. */
export class StoreError extends SluiceError {
  static override readonly code: string = "store-error";
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}

/** A read took longer than its deadline; the API answers 503 with Retry-After (engine.md S1). */
export class ReadDeadlineExceeded extends StoreError {
  static override readonly code: string = "read-deadline-exceeded";
  readonly deadlineMs: number;

  constructor(deadlineMs: number, options?: ErrorOptions) {
    super("deadline", `The query did not end within ${deadlineMs} ms; narrow its filter.`, options);
    this.deadlineMs = deadlineMs;
  }
}

/**
 * Whether the database refused the values of a statement (a unique key, a value that does not fit):
 * sending the same again would be refused again, and what else was sent beside it is not to blame.
 */
export function isRefusedValue(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("errcode" in error) return sqliteRefusals.has(Number(error.errcode) & 0xff);
  return "code" in error && typeof error.code === "string" && /^2[23]/.test(error.code);
}

// SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH
const sqliteRefusals: ReadonlySet<number> = new Set([18, 19, 20]);
