import type { Json } from "../../../lib/json.ts";
import { ReadDeadlineExceeded, StoreError } from "../../db/store-error.ts";
import { RunNotFound } from "../../orchestration/run-not-found.ts";
import { ApiError } from "./api-error.ts";

export const integrityConflict =
  "Data integrity conflict. This usually means a unique or foreign key constraint was violated. See server logs for details.";

/** The error as an answer; `unexpected` is told of one that is nobody's fault but ours. */
export function answerOf(error: unknown, unexpected: (error: unknown) => void): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof RunNotFound) return new ApiError(404, { exception_message: error.message });
  if (error instanceof ReadDeadlineExceeded) return unavailable(error.message);
  const refused = refusedValue(error);
  if (refused !== undefined) return refused;
  unexpected(error);
  if (error instanceof StoreError) return unavailable(error.message);
  return new ApiError(500, { exception_message: "Internal Server Error" });
}

function unavailable(detail: Json): ApiError {
  return new ApiError(503, { exception_message: "Service Unavailable", detail }, { "Retry-After": "1" });
}

/** What the database says about values that it cannot keep. */
function refusedValue(error: unknown): ApiError | undefined {
  if (!(error instanceof Error)) return undefined;
  const sqlite = "errcode" in error ? Number(error.errcode) & 0xff : undefined;
  const postgres = "code" in error && typeof error.code === "string" ? error.code : "";
  if (sqlite === sqliteConstraint || postgres.startsWith("23")) return new ApiError(409, { detail: integrityConflict });
  if (sqlite === sqliteTooBig || sqlite === sqliteMismatch || /^(22|54)/.test(postgres)) {
    return new ApiError(422, { detail: `The database cannot keep a value: ${error.message}` });
  }
  return undefined;
}

const sqliteTooBig = 18;
const sqliteConstraint = 19;
const sqliteMismatch = 20;
