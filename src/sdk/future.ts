import { brand, hasBrand } from "./brand.ts";
import { attachCall, type Call, callOf, observe } from "./engine/calls/call.ts";
import { TimedOutWaiting } from "./errors.ts";
import type { State } from "./state.ts";

export interface WaitOptions {
  /** How long to wait at most, in seconds. Default: as long as it takes. */
  timeoutSeconds?: number;
}

export interface ResultOptions extends WaitOptions {
  /** False returns the error of a failed run instead of throwing it. Default: true. */
  raiseOnFailure?: boolean;
}

/** A run that was submitted. It has no `then`: pass it on as an argument, or ask for its result. */
export class Future<T = unknown> {
  declare readonly [brand]: "future";

  constructor(call: Call<T>) {
    attachCall(this, call);
  }

  get #call(): Call<T> {
    return callOf(this) as Call<T>;
  }

  /** Id of the task run; of the flow run where a flow was submitted. */
  get id(): string {
    return this.#call.childFlowRunId ?? this.#call.id;
  }

  get taskRunId(): string {
    return this.#call.id;
  }

  get name(): string {
    return this.#call.runName;
  }

  /** The last known state. */
  get state(): State<T> {
    return this.#call.state;
  }

  get isDone(): boolean {
    return this.#call.isSettled;
  }

  /** Waits until the run has ended; returns without a word when the time is over. */
  async wait(options: WaitOptions = {}): Promise<State<T>> {
    await settledWithin([observe(this.#call)], options.timeoutSeconds);
    return this.#call.state;
  }

  /**
   * The value of the run, once it has ended.
   *
   * @throws the run's own error · {TimedOutWaiting} when `timeoutSeconds` pass before it ends
   */
  async result(options: ResultOptions = {}): Promise<T> {
    const call = observe(this.#call);
    if (!(await settledWithin([call], options.timeoutSeconds))) {
      throw new TimedOutWaiting(
        `${capital(call.kind)} run ${call.id} did not complete within ${options.timeoutSeconds} seconds.`,
      );
    }
    return await call.state.result({ raiseOnFailure: options.raiseOnFailure ?? true });
  }

  /** Asks the run to stop; resolves with the state in which it ended. */
  cancel(reason = "Cancelled by its caller."): Promise<State<T>> {
    this.#call.cancel(reason);
    return observe(this.#call).settled;
  }

  /** Calls `fn` with this future when the run has ended; at once if it has. */
  onDone(fn: (future: this) => void): void {
    observe(this.#call);
    void this.#call.settled.then(() => fn(this));
  }

  toString(): string {
    return `Future(${this.#call.runName})`;
  }
}
Object.defineProperty(Future.prototype, brand, { value: "future" });

export function isFuture(value: unknown): value is Future {
  return hasBrand(value, "future");
}

/** The futures of a `map`, in the order of its input. */
export class FutureList<T = unknown> extends Array<Future<T>> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Waits for all; returns without a word when the time is over. */
  async wait(options: WaitOptions = {}): Promise<State<T>[]> {
    await settledWithin(
      this.map((future) => observe(callOf(future))),
      options.timeoutSeconds,
    );
    return this.map((future) => future.state);
  }

  /**
   * The values, in order.
   *
   * @throws the first error in that order · {TimedOutWaiting}
   */
  async results(options: ResultOptions = {}): Promise<T[]> {
    const seconds = options.timeoutSeconds;
    if (seconds !== undefined && seconds < 0) throw new RangeError(`timeoutSeconds must not be negative: ${seconds}`);
    const calls = this.map((future) => observe(callOf(future) as Call<T>));
    if (!(await settledWithin(calls, seconds))) {
      throw new TimedOutWaiting(`Timed out waiting for all futures to complete within ${seconds} seconds.`);
    }
    const results: T[] = [];
    for (const call of calls) results.push(await call.state.result({ raiseOnFailure: options.raiseOnFailure ?? true }));
    return results;
  }
}

/** Yields each future when its run ends, the first to end first. */
export async function* asCompleted<T>(
  futures: Iterable<Future<T>>,
  options: WaitOptions = {},
): AsyncGenerator<Future<T>, void> {
  const open = new Set(futures);
  const total = open.size;
  const deadline = options.timeoutSeconds === undefined ? undefined : Date.now() + options.timeoutSeconds * 1000;
  const done: Future<T>[] = [];
  let wake = (): void => {};
  for (const future of open) {
    future.onDone((ended) => {
      done.push(ended);
      wake();
    });
  }
  while (open.size > 0) {
    if (done.length === 0) {
      const awoken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (!(await within(awoken, deadline === undefined ? undefined : (deadline - Date.now()) / 1000))) {
        throw new TimedOutWaiting(`${open.size} (of ${total}) futures unfinished`);
      }
      continue;
    }
    const next = done.shift() as Future<T>;
    open.delete(next);
    yield next;
  }
}

/** Waits for futures; never throws when the time is over. */
export async function wait<T>(
  futures: Iterable<Future<T>>,
  options: WaitOptions = {},
): Promise<{ done: Future<T>[]; notDone: Future<T>[] }> {
  const all = [...futures];
  await settledWithin(
    all.map((future) => observe(callOf(future))),
    options.timeoutSeconds,
  );
  return { done: all.filter((future) => future.isDone), notDone: all.filter((future) => !future.isDone) };
}

async function settledWithin(calls: readonly Call[], seconds: number | undefined): Promise<boolean> {
  const open = calls.filter((call) => !call.isSettled);
  if (open.length === 0) return true;
  return await within(Promise.all(open.map((call) => call.settled)), seconds);
}

async function within(promise: Promise<unknown>, seconds: number | undefined): Promise<boolean> {
  if (seconds === undefined) {
    await promise;
    return true;
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, seconds * 1000));
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function capital(text: string): string {
  return text[0]?.toUpperCase() + text.slice(1);
}
