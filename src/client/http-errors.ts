import { ServerUnreachable } from "./server-unreachable.ts";
import { isSluiceError, SluiceError } from "../lib/sluice-error.ts";

export { ServerUnreachable };

/** The server refused a request. The message holds the server's own reason. */
export class HttpStatusError extends SluiceError {
  static override readonly code = "http-status-error";
  readonly status: number;
  /** The body of the answer, as text. */
  readonly body: string;
  /** When the server would have it asked again, in seconds; undefined where it does not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, options: ErrorOptions & { status: number; body: string; retryAfterSeconds?: number }) {
    super(message, options);
    this.status = options.status;
    this.body = options.body;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** What the server says is wrong. */
  get reason(): string {
    return reasonIn(this.body);
  }
}

/** Did the server refuse a request, with this status where one is given? Also for an error of another copy of the package. */
export function isHttpStatusError(error: unknown, status?: number): error is HttpStatusError {
  if (!isSluiceError(error, HttpStatusError.code)) return false;
  return status === undefined || (error as HttpStatusError).status === status;
}

/** The error for an answer that is no success. Reads its body. */
export async function statusError(response: Response): Promise<HttpStatusError> {
  const body = await response.text().catch(() => "");
  const where = response.url === "" ? "the server" : response.url;
  const message = `${response.status} ${response.statusText} from ${where}: ${reasonIn(body)}`;
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  const wait = Number.isFinite(seconds) && seconds >= 0 ? { retryAfterSeconds: seconds } : {};
  return new HttpStatusError(message, { status: response.status, body, ...wait });
}

function reasonIn(body: string): string {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer === "object" && answer !== null && "detail" in answer) {
      return typeof answer.detail === "string" ? answer.detail : JSON.stringify(answer.detail);
    }
  } catch {
    // not JSON: a proxy's page, perhaps
  }
  return body === "" ? "no reason given" : body.slice(0, 500);
}

const passingStatuses = new Set([408, 429, 502, 503, 504]);
const networkCodes = /^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOST|ENET|UND_ERR)/;

/** May the same request succeed when it is sent again? True for network errors and for 408, 429, 502, 503 and 504. */
export function isTransient(error: unknown): boolean {
  if (isSluiceError(error, ServerUnreachable.code)) return true;
  if (isHttpStatusError(error)) return passingStatuses.has(error.status);
  if (!(error instanceof Error) || error.name === "AbortError") return false;
  if ("code" in error && typeof error.code === "string" && networkCodes.test(error.code)) return true;
  return error.cause instanceof Error && isTransient(error.cause); // fetch hides the network's error in its cause
}
