import { currentContext } from "./context.ts";
import { holdSlots, type Slots } from "./concurrency/hold-slots.ts";
import { lineFor } from "./concurrency/slot-line.ts";
import { takeSlots } from "./concurrency/take-slots.ts";
import { connect } from "./engine/reporting/process.ts";
import { Stopper } from "./engine/stopper.ts";

export interface RateLimitOptions {
  /** How many slots. Default 1. */
  occupy?: number;
  /** How long to wait for them. Default: for ever. */
  timeoutSeconds?: number;
  /** Throws where a limit does not exist. Default false: a warning, and the work goes on without it. */
  strict?: boolean;
}

export interface ConcurrencyOptions extends RateLimitOptions {
  /** The slots are free again so long after this process has died; 60 to 86,400. Default 300. */
  leaseSeconds?: number;
}

/**
 * Runs a function while it holds slots of global concurrency limits; whoever came first gets them first. Slots are taken
 * on all the limits or on none, and given back when the function ends, when its run ends, or when its process has died.
 *
 * @example
 * const rows = await concurrency("database", async () => await query("select 1"));
 * await concurrency(["database", "api"], { occupy: 2, timeoutSeconds: 30 }, sync);
 *
 * @throws {AcquireConcurrencySlotTimeoutError} none was free in time · {ConcurrencySlotAcquisitionError} `strict`, and
 *   there is no such limit; or more slots than the limit has
 */
export function concurrency<T>(names: string | readonly string[], fn: () => T | Promise<T>): Promise<T>;
export function concurrency<T>(
  names: string | readonly string[],
  options: ConcurrencyOptions,
  fn: () => T | Promise<T>,
): Promise<T>;
export async function concurrency<T>(
  names: string | readonly string[],
  second: ConcurrencyOptions | (() => T | Promise<T>),
  third?: () => T | Promise<T>,
): Promise<T> {
  const [options, fn] = typeof second === "function" ? [{}, second] : [second, third!];
  const slots = await acquire(namesIn(names), { ...options, mode: "concurrency" });
  if (slots === undefined) return await fn();
  try {
    return await fn();
  } finally {
    await slots[Symbol.asyncDispose](); // not `using`: an old Node must be able to read the front door
  }
}

/**
 * Waits until limits with slot decay let one more through: `slotDecayPerSecond: 2` lets two a second pass, and as many
 * as the limit has at once.
 *
 * @example
 * await rateLimit("api");
 *
 * @throws as {@link concurrency} does
 */
export async function rateLimit(names: string | readonly string[], options: RateLimitOptions = {}): Promise<void> {
  await acquire(namesIn(names), { ...options, mode: "rate_limit" });
}

function namesIn(names: string | readonly string[]): string[] {
  const list = typeof names === "string" ? [names] : [...new Set(names)];
  if (list.some((name) => typeof name !== "string" || name === ""))
    throw new TypeError("A concurrency limit is named by a string that is not empty.");
  return list;
}

type Wanted = ConcurrencyOptions & { mode: "concurrency" | "rate_limit" };

/** Takes the slots; undefined where none of the limits exists. */
async function acquire(names: readonly string[], wanted: Wanted): Promise<Slots | undefined> {
  if (names.length === 0) return undefined;
  const { occupy = 1, leaseSeconds = 300, timeoutSeconds, strict = false, mode } = wanted;
  checkNumbers({ occupy, leaseSeconds, timeoutSeconds });
  const { api } = await connect();
  const { task, flow } = currentContext();
  const stopper = (task ?? flow)?.stopper ?? new Stopper();
  const line = lineFor(api, names);
  const request = { names, slots: occupy, mode, leaseSeconds, holder: holderOf(task, flow) };
  const lease = await takeSlots({ api, line, stopper }, request, {
    timeoutSeconds,
    missing: strict ? "refused" : "told of",
  });
  return lease === undefined ? undefined : holdSlots({ api, line, stopper }, { lease, leaseSeconds, strict, names });
}

function holderOf(task: { id: string } | undefined, flow: { id: string } | undefined) {
  if (task !== undefined) return { type: "task_run", id: task.id } as const;
  return flow === undefined ? undefined : ({ type: "flow_run", id: flow.id } as const);
}

interface Numbers {
  occupy: number;
  leaseSeconds: number;
  timeoutSeconds: number | undefined;
}

function checkNumbers({ occupy, leaseSeconds, timeoutSeconds }: Numbers): void {
  if (!Number.isInteger(occupy) || occupy < 1) throw new TypeError("`occupy` is a whole number of at least 1.");
  if (!(leaseSeconds >= 60 && leaseSeconds <= 86_400)) throw new TypeError("`leaseSeconds` is between 60 and 86,400.");
  if (timeoutSeconds !== undefined && !(timeoutSeconds >= 0)) throw new TypeError("`timeoutSeconds` is at least 0.");
}
