import type { Json } from "../../../lib/json.ts";

/** An answer that a handler gives by throwing. Shapes and texts: Prefect's, so that its clients understand them. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly body: Json;
  readonly headers: Record<string, string>;

  constructor(status: number, body: Json, headers: Record<string, string> = {}) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export function badRequest(detail: string): ApiError {
  return new ApiError(400, { detail });
}

/** By default the answer of a path that nothing is served at. */
export function notFound(detail = "Not Found"): ApiError {
  return new ApiError(404, { detail });
}

export function conflict(detail: string): ApiError {
  return new ApiError(409, { detail });
}

/** A body that fits its schema and yet cannot be taken. */
export function unprocessable(detail: string): ApiError {
  return new ApiError(422, { detail });
}

/** The row, or the 404 that names its kind. */
export function found<T>(row: T | undefined, detail: string): T {
  if (row === undefined) throw notFound(detail);
  return row;
}
