import { clampedPoisson } from "./clamped-poisson.ts";

/** How long to wait before each retry: one delay, one for each (the last repeats), or a function of the retries. */
export type RetryDelay = number | readonly number[] | ((retries: number) => number | readonly number[]);

export interface NextRetry {
  /** Which retry, counted from one. */
  retry: number;
  /** How far a delay may stray from its mean; 0.5 allows up to half as much again. Default 0: not at all. */
  jitterFactor?: number | undefined;
  /** From 0 (inclusive) to 1 (exclusive). Default `Math.random`. */
  random?: () => number;
}

const longest = 50;

/**
 * The delays in seconds, checked: what is stored with a run.
 * @throws {RangeError} more than 50 delays, or one that is negative or not finite · {TypeError} anything else
 */
export function retryDelays(delay: RetryDelay, retries: number): number | readonly number[] {
  const delays = typeof delay === "function" ? delay(retries) : delay;
  const list = Array.isArray(delays) ? (delays as readonly unknown[]) : [delays];
  if (list.length > longest)
    throw new RangeError(
      `retryDelaySeconds has ${list.length} delays: ${longest} are the most, and the last one repeats.`,
    );
  list.forEach(checkDelay);
  return delays;
}

/** Seconds to wait before a retry. */
export function retryDelaySeconds(delays: number | readonly number[], next: NextRetry): number {
  const { retry, jitterFactor = 0, random = Math.random } = next;
  const mean = typeof delays === "number" ? delays : (delays[Math.min(retry, delays.length) - 1] ?? 0);
  return jitterFactor === 0 ? mean : clampedPoisson(mean, jitterFactor, random);
}

/** Delays that double: `factor`, 2·`factor`, 4·`factor`, … for as many retries as there are, at most 50. */
export function exponentialBackoff(factor: number): (retries: number) => readonly number[] {
  checkDelay(factor);
  return (retries) => Array.from({ length: Math.min(retries, longest) }, (_, retry) => factor * 2 ** retry);
}

/** @throws {RangeError} the factor is negative or not finite */
export function checkJitterFactor(factor: number): void {
  if (!(factor >= 0 && Number.isFinite(factor)))
    throw new RangeError(`retryJitterFactor is ${factor}: it must be 0 or more.`);
}

function checkDelay(delay: unknown): void {
  if (typeof delay !== "number")
    throw new TypeError(`retryDelaySeconds holds ${String(delay)}: delays are numbers of seconds.`);
  if (!(delay >= 0 && Number.isFinite(delay)))
    throw new RangeError(`retryDelaySeconds holds ${delay}: delays are 0 or more.`);
}
