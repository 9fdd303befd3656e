import { isoFromMicros } from "../../../lib/clock.ts";
import { isUuid, uuidv7 } from "../../../lib/uuid.ts";
import type { ConcurrencyLimitV2Update } from "../../../schemas/concurrency-limit.ts";
import type { SlotUse } from "../../../schemas/slot-use.ts";
import { leaveLines, lockLimits, noteOccupancy, releaseLease, renewLease } from "../../db/limits/concurrency-limits.ts";
import {
  deleteLimit,
  giveBackAnonymous,
  insertLimit,
  type LimitKey,
  listLimits,
  lockAnyLimit,
  readLimit,
  replaceHolders,
  updateLimit,
} from "../../db/limits/limits.ts";
import { listHolders, listWaiters, type SlotUseRow } from "../../db/limits/slot-uses.ts";
import type { Tx } from "../../db/store.ts";
import { tellOfChange } from "../../events/change-events.ts";
import { ApiError, conflict, found } from "../http/api-error.ts";
import { integrityConflict } from "../http/error-answer.ts";
import { limitOnWire, minimalLimitOnWire } from "../on-wire/limit.ts";
import { storedOnWire } from "../on-wire/time.ts";
import { sliceOf } from "../http/paging.ts";
import { serve } from "../http/serve.ts";
import { takeOrRefuse } from "./take-slots.ts";

const missing = "Concurrency Limit not found";

export const servedGlobalLimits = [
  serve("POST /v2/concurrency_limits/", async ({ body }, { store }) => {
    const row = await store.write(async (tx) => {
      const { name, limit, active, slot_decay_per_second, denied_slots } = body;
      const made = await insertLimit(tx, { name, slots: limit, active, slot_decay_per_second, denied_slots });
      if (made === undefined) return undefined;
      await replaceHolders(tx, made.id, { anonymous: body.active_slots });
      await tellOfChange(tx, { kind: "concurrency-limit", ...made }, "created");
      return made;
    });
    if (row === undefined) throw conflict(integrityConflict);
    return {
      ...storedOnWire(row),
      active: row.active,
      name: row.name,
      limit: row.slots,
      active_slots: body.active_slots,
      denied_slots: row.denied_slots,
      slot_decay_per_second: row.slot_decay_per_second,
      avg_slot_occupancy_seconds: row.avg_slot_occupancy_seconds,
    };
  }),

  serve("GET /v2/concurrency_limits/{id_or_name}", async ({ params }, { store, clock }) =>
    limitOnWire(found(await readLimit(store, keyOf(params.id_or_name), clock.now()), missing)),
  ),

  serve("POST /v2/concurrency_limits/filter", async ({ body }, api) => {
    const limits = await listLimits(api.store, { ...sliceOf(body, api), now: api.clock.now() });
    return limits.map(limitOnWire);
  }),

  serve("PATCH /v2/concurrency_limits/{id_or_name}", async ({ params, body }, { store }) => {
    await store.write(async (tx) => change(tx, keyOf(params.id_or_name), body));
    return undefined;
  }),

  serve("DELETE /v2/concurrency_limits/{id_or_name}", async ({ params }, { store }) => {
    await store.write(async (tx) => {
      const limit = found(await lockAnyLimit(tx, keyOf(params.id_or_name)), missing);
      await deleteLimit(tx, limit.id);
      await tellOfChange(tx, { kind: "concurrency-limit", ...limit }, "deleted");
    });
    return undefined;
  }),

  serve("POST /v2/concurrency_limits/increment", async ({ body }, { store }) => {
    const { names, slots, mode } = body;
    return (await takeOrRefuse(store, { names, slots, mode, leaseId: uuidv7(), leaseSeconds: null })).map(
      minimalLimitOnWire,
    );
  }),

  serve("POST /v2/concurrency_limits/increment-with-lease", async ({ body }, { store }) => {
    const { names, slots, mode, lease_duration: leaseSeconds, holder } = body;
    const leaseId = uuidv7();
    const limits = await takeOrRefuse(store, {
      names,
      slots,
      mode,
      leaseId,
      leaseSeconds,
      holder: holder ?? undefined,
      waiterId: body.waiter_id ?? undefined,
    });
    return { lease_id: leaseId, limits: limits.map(minimalLimitOnWire) };
  }),

  serve("GET /sluice/concurrency_limits/{id:uuid}/holders", async ({ params }, { store, clock }) => {
    const now = clock.now();
    found(await readLimit(store, { id: params.id }, now), missing);
    const holders = await store.read((db) => listHolders(db, params.id, now));
    const waiters = await store.read((db) => listWaiters(db, params.id, now));
    return { holders: holders.map(slotUseOnWire), waiters: waiters.map(slotUseOnWire) };
  }),

  serve("DELETE /sluice/slot_waiters/{id:uuid}", async ({ params }, { store }) => {
    await store.write((tx) => leaveLines(tx, params.id));
    return undefined;
  }),

  serve("POST /v2/concurrency_limits/decrement", ({ body }, { store }) =>
    store.write(async (tx) => {
      const limits = await lockLimits(tx, body.names);
      for (const limit of limits) {
        if (limit.slot_decay_per_second === 0) await giveBackAnonymous(tx, limit.id, body.slots);
        if (body.occupancy_seconds) await noteOccupancy(tx, limit.id, body.occupancy_seconds);
      }
      return limits.map(minimalLimitOnWire);
    }),
  ),

  serve("POST /v2/concurrency_limits/decrement-with-lease", async ({ body }, { store }) => {
    await store.write((tx) => releaseLease(tx, body.lease_id));
    return undefined;
  }),

  serve("POST /v2/concurrency_limits/leases/{lease_id:uuid}/renew", async ({ params, body }, { store }) => {
    const isThere = await store.write((tx) => renewLease(tx, params.lease_id, body.lease_duration));
    if (isThere) return undefined;
    throw new ApiError(410, { detail: "Lease not found - it may have expired or been revoked" });
  }),
];

function slotUseOnWire({ slots, since, ...row }: SlotUseRow): SlotUse {
  return { run: runOf(row), slots, since: isoFromMicros(since) };
}

function runOf(row: Omit<SlotUseRow, "slots" | "since">): SlotUse["run"] {
  if (row.flow_run_id !== null) return { type: "flow-run", id: row.flow_run_id, name: row.flow_run_name! };
  if (row.task_run_id !== null) return { type: "task-run", id: row.task_run_id, name: row.task_run_name! };
  return null;
}

function keyOf(idOrName: string): LimitKey {
  return isUuid(idOrName) ? { id: idOrName } : { name: idOrName };
}

async function change(tx: Tx, key: LimitKey, body: ConcurrencyLimitV2Update): Promise<void> {
  const limit = found(await lockAnyLimit(tx, key), missing);
  const { active, name, limit: slots, denied_slots, slot_decay_per_second, active_slots } = body;
  const given = { active, name, slots, denied_slots, slot_decay_per_second };
  const changes = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
  );
  await updateLimit(tx, limit.id, changes);
  if (active_slots !== undefined && active_slots !== null)
    await replaceHolders(tx, limit.id, { anonymous: active_slots });
  const updated_fields = Object.keys(body);
  await tellOfChange(tx, { kind: "concurrency-limit", ...limit }, "updated", { updated_fields });
}
