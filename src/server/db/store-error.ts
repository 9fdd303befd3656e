/** What is wrong with the store; the message says what to do about it. */
export type StoreErrorCode =
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
  /** A read did not end by its deadline. */
  | "read-deadline"
  | "closed";

export class StoreError extends Error {
  override name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A read took longer than its deadline; the API answers 503 with Retry-After (engine.md S1). */
export class ReadDeadlineExceeded extends StoreError {
  override name = "ReadDeadlineExceeded";
  readonly deadlineMs: number;

  constructor(deadlineMs: number, options?: ErrorOptions) {
    super("read-deadline", `the query did not end within ${deadlineMs} ms; narrow its filter`, options);
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
