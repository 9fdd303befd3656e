// Limits of tags, as Prefect's task engine takes them: before a try of a task with tags, slots of those that have a limit.

import type { Api } from "../host.ts";
import type { Stopper } from "../engine/stopper.ts";
import { holdSlots, type Slots } from "./hold-slots.ts";
import { lineFor } from "./slot-line.ts";
import { takeSlots } from "./take-slots.ts";

export interface TagWork {
  api: Api;
  tags: readonly string[];
  taskRunId: string;
  stopper: Stopper;
}

const leaseSeconds = 60;
const unlimitedMs = 5_000;

/** Until when tags are known to have no limits, by server and tags. */
const unlimited = new WeakMap<Api, Map<string, number>>();

/**
 * Takes the slots that a task run with these tags needs, when they are free; undefined where no tag has a limit, which
 * is remembered for five seconds.
 *
 * @throws {ConcurrencySlotAcquisitionError} a limit of 0 · the reason of a stop
 */
export async function takeTagSlots({ api, tags, taskRunId, stopper }: TagWork): Promise<Slots | undefined> {
  const known = unlimited.get(api) ?? new Map<string, number>();
  unlimited.set(api, known);
  const names = tags.map((tag) => `tag:${tag}`);
  const key = names.join();
  const memory = {
    isUnlimited: () => (known.get(key) ?? 0) > Date.now(),
    remember: () => void known.set(key, Date.now() + unlimitedMs),
  };
  if (memory.isUnlimited()) return undefined;
  const line = lineFor(api, names);
  const holder = { type: "task_run", id: taskRunId } as const;
  const request = { names, slots: 1, mode: "concurrency", leaseSeconds, holder } as const;
  const options = { timeoutSeconds: undefined, missing: "fine", memory } as const;
  const lease = await takeSlots({ api, line, stopper }, request, options);
  return lease === undefined
    ? undefined
    : holdSlots({ api, line, stopper }, { lease, leaseSeconds, strict: false, names });
}
