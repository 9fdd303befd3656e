// Limits on task runs by their tags, as Prefect's older clients take them: limits named `tag:…`, whose slots are held
// by task runs until they are given back.

import { clampedPoisson } from "../../../lib/clamped-poisson.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { type ConcurrencyLimit, lockLimits, releaseHolder, takeSlots } from "../../db/limits/concurrency-limits.ts";
import {
  deleteLimit,
  holdersOf,
  insertLimit,
  type LimitKey,
  listLimits,
  lockAnyLimit,
  readLimit,
  replaceHolders,
  updateLimit,
} from "../../db/limits/limits.ts";
import type { Tx } from "../../db/store.ts";
import { tellOfChange } from "../../events/change-events.ts";
import { createdOrFound } from "../http/answer.ts";
import { ApiError, found } from "../http/api-error.ts";
import { minimalLimitOnWire, tagLimitOnWire, tagPrefix } from "../on-wire/limit.ts";
import { sliceOf } from "../http/paging.ts";
import { type Api, serve } from "../http/serve.ts";

const missing = "Concurrency limit not found";
const longestWaitSeconds = 10;

export const servedTagLimits = [
  serve("POST /concurrency_limits/", async ({ body }, api) => {
    const key = nameOf(body.tag);
    const isNew = await api.store.write(async (tx) => {
      const slots = body.concurrency_limit;
      const made = await insertLimit(tx, { ...key, slots });
      const limit = made ?? (await lockAnyLimit(tx, key))!;
      if (made === undefined) await updateLimit(tx, limit.id, { slots });
      await tellOfChange(tx, { kind: "concurrency-limit", ...limit }, made === undefined ? "updated" : "created");
      return made !== undefined;
    });
    return createdOrFound(await read(api, key), isNew);
  }),

  serve("GET /concurrency_limits/{id:uuid}", ({ params }, api) => read(api, { id: params.id })),
  serve("GET /concurrency_limits/tag/{tag}", ({ params }, api) => read(api, nameOf(params.tag))),

  serve("POST /concurrency_limits/filter", async ({ body }, api) => {
    const now = api.clock.now();
    const limits = await listLimits(api.store, { prefix: tagPrefix, ...sliceOf(body, api), now });
    const holders = await holdersOf(
      api.store,
      limits.map(({ id }) => id),
      now,
    );
    return limits.map((limit) => tagLimitOnWire(limit, holders.get(limit.id) ?? []));
  }),

  serve("POST /concurrency_limits/tag/{tag}/reset", async ({ params, body }, { store }) => {
    await store.write(async (tx) => {
      const limit = found(await lockAnyLimit(tx, nameOf(params.tag)), missing);
      await replaceHolders(tx, limit.id, { taskRunIds: [...new Set(body.slot_override ?? [])] });
    });
    return null;
  }),

  serve("DELETE /concurrency_limits/{id:uuid}", ({ params }, api) => remove(api, { id: params.id })),
  serve("DELETE /concurrency_limits/tag/{tag}", ({ params }, api) => remove(api, nameOf(params.tag))),

  serve("POST /concurrency_limits/increment", async ({ body }, { store }) => {
    const taken = await store.write((tx) => take(tx, body.names, body.task_run_id));
    if ("refusal" in taken) throw taken.refusal;
    return taken.limits.map((limit) => ({ ...minimalLimitOnWire(limit), name: limit.name.slice(tagPrefix.length) }));
  }),

  serve("POST /concurrency_limits/decrement", ({ body }, { store }) =>
    store.write(async (tx) => {
      const limits = await lockLimits(
        tx,
        body.names.map((tag) => tagPrefix + tag),
      );
      await releaseHolder(tx, body.task_run_id);
      return limits.map(minimalLimitOnWire);
    }),
  ),
];

function nameOf(tag: string): { name: string } {
  return { name: tagPrefix + tag };
}

async function read({ store, clock }: Api, key: LimitKey) {
  const now = clock.now();
  const limit = found(await readLimit(store, key, now), missing);
  if (!limit.name.startsWith(tagPrefix)) throw found(undefined, missing);
  return tagLimitOnWire(limit, (await holdersOf(store, [limit.id], now)).get(limit.id) ?? []);
}

async function remove({ store }: Api, key: LimitKey): Promise<null> {
  await store.write(async (tx) => {
    const limit = found(await lockAnyLimit(tx, key), missing);
    await deleteLimit(tx, limit.id);
    await tellOfChange(tx, { kind: "concurrency-limit", ...limit }, "deleted");
  });
  return null;
}

type Taken = { limits: ConcurrencyLimit[] } | { refusal: ApiError };

/** A task run that asks again for what it has keeps it. */
async function take(tx: Tx, tags: readonly string[], taskRunId: string): Promise<Taken> {
  const limits = await lockLimits(
    tx,
    tags.map((tag) => tagPrefix + tag),
  );
  const closed = limits.find(({ slots }) => slots === 0);
  if (closed !== undefined) return { refusal: willDeadlock(closed) };
  const held = await limitsHeldBy(tx, taskRunId);
  const answer = await takeSlots(
    tx,
    limits.filter(({ id }) => !held.has(id)),
    {
      slots: 1,
      leaseId: uuidv7(),
      leaseSeconds: null,
      holder: { type: "task_run", id: taskRunId },
      waiter: { id: taskRunId, patienceSeconds: 3 * longestWaitSeconds },
    },
  );
  return answer.kind === "taken" ? { limits } : { refusal: reached(answer.limit) };
}

async function limitsHeldBy(tx: Tx, holderId: string): Promise<Set<string>> {
  const rows = await tx.db.selectFrom("slot_holder").select("limit_id").where("holder_id", "=", holderId).execute();
  return new Set(rows.map(({ limit_id }) => limit_id));
}

function willDeadlock({ name }: ConcurrencyLimit): ApiError {
  const tag = name.slice(tagPrefix.length);
  const detail = `The concurrency limit on tag "${tag}" is 0 and will deadlock if the task tries to run again.`;
  return new ApiError(423, { detail });
}

function reached({ name, avg_slot_occupancy_seconds: occupancy }: ConcurrencyLimit): ApiError {
  const detail = `Concurrency limit for the ${name.slice(tagPrefix.length)} tag has been reached`;
  return new ApiError(
    423,
    { detail },
    { "Retry-After": String(clampedPoisson(Math.min(occupancy, longestWaitSeconds))) },
  );
}
