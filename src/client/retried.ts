import { isTransient, ServerUnreachable } from "./http-errors.ts";

export interface RetryOptions {
  /** How often to try again. Default 5. */
  retries?: number;
  /** For tests: what waiting is. */
  sleep?: (seconds: number) => Promise<unknown>;
  /** Between 0 and 1. Default `Math.random`. */
  random?: () => number;
  signal?: AbortSignal | undefined;
}

const passing: ReadonlySet<number> = new Set([408, 429, 502, 503]);

/**
 * Sends until the answer is final: not while the server says "later" or the network fails.
 * Source: http-api §2 (the Python client's rules).
 *
 * @throws {ServerUnreachable} the network failed every time
 */
export async function retried(send: () => Promise<Response>, options: RetryOptions = {}): Promise<Response> {
  const { retries = 5, sleep = (seconds) => sleepFor(seconds, options.signal) } = options;
  const { random = Math.random } = options;
  for (let attempt = 0; ; attempt++) {
    const outcome = await attemptOnce(send);
    const isLast = attempt >= retries;
    if ("response" in outcome) {
      if (isLast || !passing.has(outcome.response.status)) return outcome.response;
      await outcome.response.arrayBuffer(); // a connection with an unread body is not used again
    } else if (isLast || options.signal?.aborted === true) throw outcome.error;
    await sleep(delayBefore(attempt + 1, outcome, random));
  }
}

type Outcome = { response: Response } | { error: unknown };

async function attemptOnce(send: () => Promise<Response>): Promise<Outcome> {
  try {
    return { response: await send() };
  } catch (error) {
    if (!isTransient(error)) throw error;
    return { error: error instanceof ServerUnreachable ? error : unreachable(error) };
  }
}

function unreachable(cause: unknown): ServerUnreachable {
  const reason =
    cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause);
  return new ServerUnreachable(`The server does not answer: ${reason}. Check its address and that it runs.`, { cause });
}

/** What the server asks for and a little more, so that its clients do not all come back at once; else twice as long each time. */
function delayBefore(retry: number, outcome: Outcome, random: () => number): number {
  const asked = "response" in outcome ? Number(outcome.response.headers.get("retry-after") ?? Number.NaN) : Number.NaN;
  if (Number.isFinite(asked) && asked >= 0) return asked * (1 + 0.2 * random());
  return 2 ** retry * (0.8 + 0.4 * random());
}

/** Without Node's timers: browsers run this too. */
function sleepFor(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
