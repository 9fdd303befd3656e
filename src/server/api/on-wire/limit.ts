import type {
  ConcurrencyLimit as TagLimit,
  GlobalConcurrencyLimitResponse,
  MinimalConcurrencyLimitResponse,
} from "../../../schemas/concurrency-limit.ts";
import type { ConcurrencyLimit } from "../../db/limits/concurrency-limits.ts";
import type { LimitWithUse } from "../../db/limits/limits.ts";
import { storedOnWire } from "./time.ts";

export const tagPrefix = "tag:";

export function limitOnWire(limit: LimitWithUse): GlobalConcurrencyLimitResponse {
  return {
    ...storedOnWire(limit),
    active: limit.active,
    name: limit.name,
    limit: limit.slots,
    active_slots: limit.in_use,
    slot_decay_per_second: limit.slot_decay_per_second,
  };
}

export function minimalLimitOnWire({ id, name, slots }: ConcurrencyLimit): MinimalConcurrencyLimitResponse {
  return { id, name, limit: slots };
}

/** `holders` are the task runs that have its slots. */
export function tagLimitOnWire(limit: ConcurrencyLimit, holders: readonly string[]): TagLimit {
  return {
    ...storedOnWire(limit),
    tag: limit.name.slice(tagPrefix.length),
    concurrency_limit: limit.slots,
    active_slots: [...holders],
  };
}
