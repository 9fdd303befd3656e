import { z } from "zod";
import { once } from "../../lib/once.ts";
import {
  ConcurrencyLeaseHolder,
  ConcurrencyLimit,
  ConcurrencyLimitCreate,
  ConcurrencyLimitV2,
  ConcurrencyLimitV2Create,
  ConcurrencyLimitV2Update,
  ConcurrencyLimitWithLeaseResponse,
  GlobalConcurrencyLimitResponse,
  MinimalConcurrencyLimitResponse,
} from "../concurrency-limit.ts";
import { uuid } from "../fields.ts";
import { route } from "../route.ts";
import { SlotUses } from "../slot-use.ts";
import { slice } from "./lists.ts";

const nothing = once(() => z.null());
const limits = once(() => z.array(MinimalConcurrencyLimitResponse()));
const taskRunSlots = once(() => z.object({ names: z.array(z.string()), task_run_id: uuid() }));
const leaseDuration = once(() => z.number().min(60).max(86_400).default(300));

/** Limits on task runs that carry a tag. */
export const tagLimitRoutes = [
  route("POST /concurrency_limits/", {
    summary: "Creates the limit of a tag, or changes it.",
    body: ConcurrencyLimitCreate,
    answer: ConcurrencyLimit,
    status: [201, 200],
  }),
  route("GET /concurrency_limits/{id:uuid}", { summary: "One tag limit.", answer: ConcurrencyLimit }),
  route("GET /concurrency_limits/tag/{tag}", { summary: "The limit of a tag.", answer: ConcurrencyLimit }),
  route("POST /concurrency_limits/filter", {
    summary: "Lists tag limits.",
    body: once(() => z.object(slice())),
    answer: once(() => z.array(ConcurrencyLimit())),
  }),
  route("POST /concurrency_limits/tag/{tag}/reset", {
    summary: "Frees the slots of a tag, or says who holds them.",
    body: once(() => z.object({ slot_override: z.array(uuid()).nullish() })),
    answer: nothing,
  }),
  route("DELETE /concurrency_limits/{id:uuid}", { summary: "Deletes a tag limit.", answer: nothing }),
  route("DELETE /concurrency_limits/tag/{tag}", { summary: "Deletes the limit of a tag.", answer: nothing }),
  route("POST /concurrency_limits/increment", {
    summary: "Takes a slot on each tag for a task run.",
    body: taskRunSlots,
    answer: limits,
  }),
  route("POST /concurrency_limits/decrement", {
    summary: "Gives back a task run's slots.",
    body: taskRunSlots,
    answer: limits,
  }),
] as const;

/** Global limits and rates. */
export const globalLimitRoutes = [
  route("POST /v2/concurrency_limits/", {
    summary: "Creates a global limit.",
    body: ConcurrencyLimitV2Create,
    answer: ConcurrencyLimitV2,
    status: 201,
  }),
  route("GET /v2/concurrency_limits/{id_or_name}", {
    summary: "One global limit, by id or name.",
    answer: GlobalConcurrencyLimitResponse,
  }),
  route("POST /v2/concurrency_limits/filter", {
    summary: "Lists global limits by name.",
    body: once(() => z.object(slice())),
    answer: once(() => z.array(GlobalConcurrencyLimitResponse())),
  }),
  route("PATCH /v2/concurrency_limits/{id_or_name}", {
    summary: "Changes a global limit.",
    body: ConcurrencyLimitV2Update,
  }),
  route("DELETE /v2/concurrency_limits/{id_or_name}", { summary: "Deletes a global limit." }),
  route("POST /v2/concurrency_limits/increment", {
    summary: "Takes slots on several limits, all or none.",
    body: once(() =>
      z.object({
        slots: z.int().positive(),
        names: z.array(z.string()).min(1),
        mode: z.enum(["concurrency", "rate_limit"]).default("concurrency"),
        /** Accepted and without effect, as in Prefect. */
        create_if_missing: z.boolean().nullish(),
      }),
    ),
    answer: limits,
  }),
  route("POST /v2/concurrency_limits/increment-with-lease", {
    summary: "Takes slots on several limits, all or none, until a lease ends.",
    body: once(() =>
      z.object({
        slots: z.int().positive(),
        names: z.array(z.string()).min(1),
        mode: z.enum(["concurrency", "rate_limit"]).default("concurrency"),
        lease_duration: leaseDuration(),
        holder: ConcurrencyLeaseHolder().nullish(),
        /** Ours: the place in the line, one for each who waits. Default: the holder. */
        waiter_id: uuid().nullish(),
      }),
    ),
    answer: ConcurrencyLimitWithLeaseResponse,
  }),
  route("GET /sluice/concurrency_limits/{id:uuid}/holders", {
    summary: "Who holds slots of a limit, and who waits for them; the first hundred of each.",
    answer: SlotUses,
  }),
  route("DELETE /sluice/slot_waiters/{id:uuid}", {
    summary: "Leaves every line for slots: who waited there gives up.",
  }),
  route("POST /v2/concurrency_limits/decrement", {
    summary: "Gives slots back by the names of their limits.",
    body: once(() =>
      z.object({
        slots: z.int().positive(),
        names: z.array(z.string()).min(1),
        occupancy_seconds: z.number().positive().nullish(),
        create_if_missing: z.boolean().nullish(),
      }),
    ),
    answer: limits,
  }),
  route("POST /v2/concurrency_limits/decrement-with-lease", {
    summary: "Gives back the slots of a lease.",
    body: once(() => z.object({ lease_id: uuid() })),
  }),
  route("POST /v2/concurrency_limits/leases/{lease_id:uuid}/renew", {
    summary: "Renews a lease.",
    body: once(() => z.object({ lease_duration: leaseDuration() })),
  }),
] as const;
