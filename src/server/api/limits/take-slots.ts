import { clampedPoisson } from "../../../lib/clamped-poisson.ts";
import { type ConcurrencyLimit, lockLimits, type SlotAnswer, takeSlots } from "../../db/limits/concurrency-limits.ts";
import type { Store, Tx } from "../../db/store.ts";
import { ApiError, unprocessable } from "../http/api-error.ts";
import { tagPrefix } from "../on-wire/limit.ts";

/** Source: Prefect's `maximum_concurrency_slot_wait_seconds` and `tasks.tag_concurrency_slot_wait_seconds`. */
const longestWaitSeconds = 30;
const longestTagWaitSeconds = 10;

export interface SlotsWanted {
  names: readonly string[];
  slots: number;
  mode: "concurrency" | "rate_limit";
  leaseId: string;
  /** null: until they are given back. */
  leaseSeconds: number | null;
  /** Who gets them; who waits in line under its id when they are not free. */
  holder?: { type: string; id: string } | undefined;
  /** The place in the line, where a holder waits in several ways at once. */
  waiterId?: string | undefined;
}

/**
 * Takes slots on the limits that there are of these names, on all or on none.
 *
 * @throws {ApiError} 422 for what can never be given, 423 with the time to ask again
 */
export async function takeOrRefuse(store: Store, wanted: SlotsWanted): Promise<ConcurrencyLimit[]> {
  const { limits, answer } = await store.write((tx) => take(tx, wanted)); // the place in the line is kept, too
  if (answer.kind === "taken") return limits;
  throw locked(answer.limit, wanted.slots);
}

async function take(tx: Tx, wanted: SlotsWanted): Promise<{ limits: ConcurrencyLimit[]; answer: SlotAnswer }> {
  const limits = await lockLimits(tx, [...new Set(wanted.names)]);
  for (const limit of limits) refuseImpossible(limit, wanted);
  const { slots, leaseId, leaseSeconds, holder } = wanted;
  const waiterId = wanted.waiterId ?? holder?.id;
  const waiter = waiterId === undefined ? undefined : { id: waiterId, patienceSeconds: 3 * longestWaitSeconds };
  return { limits, answer: await takeSlots(tx, limits, { slots, leaseId, leaseSeconds, holder, waiter }) };
}

function refuseImpossible(limit: ConcurrencyLimit, { slots, mode }: SlotsWanted): void {
  if (mode === "rate_limit" && limit.slot_decay_per_second === 0) {
    throw unprocessable("Only concurrency limits with slot decay can be used for rate limiting.");
  }
  if (slots > limit.slots) throw unprocessable("Slots requested is greater than the limit");
}

function locked(limit: ConcurrencyLimit, slots: number): ApiError {
  const longest = limit.name.startsWith(tagPrefix) ? longestTagWaitSeconds : longestWaitSeconds;
  const expected =
    limit.slot_decay_per_second > 0 ? slots / limit.slot_decay_per_second : limit.avg_slot_occupancy_seconds;
  return new ApiError(
    423,
    { detail: "Locked" },
    { "Retry-After": String(clampedPoisson(Math.min(expected, longest))) },
  );
}
