import { clampedPoisson } from "../../lib/clamped-poisson.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { StateType } from "../../schemas/state.ts";
import { type ConcurrencyLimit, lockLimits, releaseHolder, takeSlots } from "../db/limits/concurrency-limits.ts";
import { statement } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import type { RunState } from "./run-state.ts";
import { timeOf } from "./run-state.ts";
import { taskRunState } from "./task-run-rows.ts";
import type { TagSlots, TaskRunServices } from "./task-run-transition.ts";

/** The longest wait between two questions for the slot of a tag. Source: Prefect's `tasks.tag_concurrency_slot_wait_seconds`. */
const longestWaitSeconds = 10;

/** What task-run rules need, from the store. */
export function taskRunServices(tx: Tx): TaskRunServices {
  return {
    flowRun: (flowRunId) => findFlowRun(tx, flowRunId),
    cachedState: (key) => findCachedState(tx, key),
    keepInCache: (key, state) => keepInCache(tx, key, state),
    takeTagSlots: (tags, taskRunId) => takeTagSlots(tx, tags, taskRunId),
    releaseSlots: async (taskRunId) => void (await releaseHolder(tx, taskRunId)),
    wakeTaskWorkers: (taskKey) => tx.touch(`task-queue:${taskKey}`),
  };
}

async function findFlowRun(tx: Tx, id: string) {
  const [row] = await tx.all<{ state_type: StateType | null; run_count: number }>(flowRunProgress, [id]);
  return row ?? null;
}

async function findCachedState(tx: Tx, key: string): Promise<RunState | null> {
  const [row] = await tx.all<{ state_id: string }>(newestCached, [key, tx.now]);
  return row === undefined ? null : taskRunState(tx, row.state_id);
}

async function keepInCache(tx: Tx, key: string, state: RunState): Promise<void> {
  await tx.run(insertCached, [key, tx.now, state.id, timeOf(state.details.cache_expiration)]);
}

async function takeTagSlots(tx: Tx, tags: readonly string[], taskRunId: string): Promise<TagSlots> {
  const limits = await lockLimits(
    tx,
    tags.map((tag) => `tag:${tag}`),
  );
  const closed = limits.find((limit) => limit.slots === 0);
  if (closed !== undefined) return { kind: "closed", tag: tagOf(closed) };
  const answer = await takeSlots(tx, limits, {
    slots: 1,
    leaseId: uuidv7(),
    leaseSeconds: null, // a client of these routes renews nothing: the slots are taken until the task stops running
    holder: { type: "task_run", id: taskRunId },
    waiter: { id: taskRunId, patienceSeconds: 3 * longestWaitSeconds },
  });
  if (answer.kind === "taken") return answer;
  const average = Math.min(answer.limit.avg_slot_occupancy_seconds, longestWaitSeconds);
  return { kind: "full", tag: tagOf(answer.limit), waitSeconds: clampedPoisson(average) };
}

function tagOf(limit: ConcurrencyLimit): string {
  return limit.name.slice("tag:".length);
}

const flowRunProgress = statement("find-flow-run-progress", "SELECT state_type, run_count FROM flow_run WHERE id = ?", [
  "id",
]);
const newestCached = statement(
  "find-cached-state",
  "SELECT state_id FROM task_run_state_cache WHERE cache_key = ? AND (cache_expiration IS NULL OR cache_expiration > ?) " +
    "ORDER BY created DESC LIMIT 1",
  ["cache_key", "cache_expiration"],
);
const insertCached = statement(
  "keep-state-in-cache",
  "INSERT INTO task_run_state_cache (cache_key, created, state_id, cache_expiration) VALUES (?, ?, ?, ?) " +
    "ON CONFLICT DO NOTHING",
  ["cache_key", "created", "state_id", "cache_expiration"],
);
