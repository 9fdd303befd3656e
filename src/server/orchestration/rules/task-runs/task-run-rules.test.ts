import { describe, expect, test } from "vitest";
import {
  inSeconds,
  now,
  state,
  type TaskCase,
  taskTransition,
  verdictOf,
} from "../../../../../test/support/transitions.ts";
import { judgeOf } from "../../decide.ts";
import type { TaskRunPolicy, TaskRunRule } from "../../task-run-transition.ts";
import { copyScheduledTime } from "../copy-scheduled-time.ts";
import { copyTaskParametersId } from "./copy-task-parameters-id.ts";
import { firstPendingWins } from "./first-pending-wins.ts";
import { keepStateInCache } from "./keep-state-in-cache.ts";
import { leaveTerminalStates } from "./leave-terminal-states.ts";
import { releaseSlots } from "./release-slots.ts";
import { renameReruns } from "./rename-reruns.ts";
import { retryFailedTasks } from "./retry-failed-tasks.ts";
import { reuseCachedState } from "./reuse-cached-state.ts";
import { startOnlyInRunningFlows } from "./start-only-in-running-flows.ts";
import { takeTagSlots } from "./take-tag-slots.ts";
import { trackFlowRunCount } from "./track-flow-run-count.ts";
import { wakeTaskWorkers } from "./wake-task-workers.ts";

const result = '{"storage_key":"abc"}';
const inFlow = { flow_run_id: "00000000-0000-7000-8000-0000000000ff" };

/** Each row: what is the case, the case, what the rule says. */
function decides(rule: TaskRunRule, cases: [string, TaskCase, string][]): void {
  test.each(cases)(`${rule.name}: %s`, async (_name, given, verdict) => {
    expect(await verdictOf(rule, taskTransition(given))).toBe(verdict);
  });
}

const starting = (details: Record<string, unknown>): TaskCase => ({
  from: "PENDING",
  to: { type: "RUNNING", details },
});
const cached = { cachedState: async () => state({ type: "COMPLETED", data: result }) };
decides(reuseCachedState, [
  ["a known key", { ...starting({ cache_key: "k" }), services: cached }, "Cached"],
  ["an unknown key", { ...starting({ cache_key: "k" }), services: { cachedState: async () => null } }, "pass"],
  ["a refresh", starting({ cache_key: "k", refresh_cache: true }), "pass"],
  ["no key", starting({}), "pass"],
]);

test("R-30: the cached state brings the result with it", async () => {
  const hit = taskTransition({ ...starting({ cache_key: "k" }), services: cached });
  const { entered } = await judgeOf({ name: "cache", rules: [reuseCachedState], effects: [] })(hit, now);
  expect(entered).toMatchObject({ type: "COMPLETED", name: "Cached", data: result });
});

const completing = (length: number): TaskCase => ({
  from: "RUNNING",
  to: { type: "COMPLETED", details: { cache_key: "k".repeat(length) } },
  services: { keepInCache: async () => {} },
});
decides(keepStateInCache, [
  ["the longest key", completing(2000), "pass"],
  ["a longer key", completing(2001), "keep"],
]);

test("R-31: a completed state is kept under its key", async () => {
  const kept: unknown[] = [];
  const keepInCache = async (key: string, { id }: { id: string }) => void kept.push([key, id]);
  const completed = taskTransition({ ...completing(3), services: { keepInCache } });
  const { followUp } = await judgeOf({ name: "cache", rules: [keepStateInCache], effects: [] })(completed, now);
  await followUp();
  expect(kept).toEqual([["kkk", completed.proposed.id]]);
});

decides(leaveTerminalStates, [
  ["to Cancelling", { from: "FAILED", to: "CANCELLING" }, "abort"],
  ["to Paused", { from: "CRASHED", to: "PAUSED" }, "abort"],
  ["to Crashed", { from: "COMPLETED", to: "CRASHED" }, "abort"],
  ["a kept result", { from: { type: "COMPLETED", data: result }, to: "RUNNING" }, "keep"],
  ["no kept result", { from: "COMPLETED", to: "RUNNING" }, "pass"],
]);

test.each([
  [1, 2, "Retrying"],
  [2, 2, "Running"],
] as const)(
  "R-32: a task of run %d of its flow that starts again in run %d is %s, with fresh retries",
  async (own, flow, name) => {
    const services = { flowRun: async () => ({ state_type: "RUNNING" as const, run_count: flow }) };
    const again = taskTransition({
      from: "FAILED",
      to: "RUNNING",
      run: { ...inFlow, flow_run_run_count: own, run_count: 3 },
      services,
    });
    await verdictOf(leaveTerminalStates, again);
    expect(again.proposed.name).toBe(name);
    expect(again.run.run_count).toBe(0);
  },
);

const whileFlowIs = (state_type: "RUNNING" | "PAUSED" | "CANCELLED" | null): TaskCase => ({
  from: "PENDING",
  to: "RUNNING",
  run: inFlow,
  services: { flowRun: async () => ({ state_type, run_count: 1 }) },
});
decides(startOnlyInRunningFlows, [
  ["the flow runs", whileFlowIs("RUNNING"), "pass"],
  ["the flow is paused", whileFlowIs("PAUSED"), "NotReady"],
  ["the flow has ended", whileFlowIs("CANCELLED"), "abort"],
  ["the flow has no state", whileFlowIs(null), "abort"],
  ["no flow", { from: "PENDING", to: "RUNNING" }, "pass"],
]);

const tagged: TaskCase = { from: "PENDING", to: "RUNNING", run: { tags: ["db"] } };
decides(takeTagSlots, [
  ["no tags", { from: "PENDING", to: "RUNNING" }, "pass"],
  ["a free slot", { ...tagged, services: { takeTagSlots: async () => ({ kind: "taken" }) } }, "pass"],
  [
    "none is free",
    { ...tagged, services: { takeTagSlots: async () => ({ kind: "full", tag: "db", waitSeconds: 1.2 }) } },
    "wait 2",
  ],
  ["a limit of 0", { ...tagged, services: { takeTagSlots: async () => ({ kind: "closed", tag: "db" }) } }, "abort"],
]);

test("D2: slots that were taken are given back when a later rule says no", async () => {
  const released: string[] = [];
  const services = {
    takeTagSlots: async () => ({ kind: "taken" as const }),
    releaseSlots: async (id: string) => void released.push(id),
  };
  const refusing: TaskRunRule = { name: "no", from: "any", to: "any", before: () => ({ kind: "abort", reason: "no" }) };
  await judgeOf({ name: "both", rules: [takeTagSlots, refusing], effects: [] })(
    taskTransition({ ...tagged, services }),
    now,
  );
  expect(released).toHaveLength(1);
});

test.each([
  ["RUNNING", "COMPLETED", 1],
  ["RUNNING", "SCHEDULED", 1],
  ["RUNNING", "CANCELLING", 0],
  ["CANCELLING", "CANCELLED", 1],
  ["PENDING", "CANCELLED", 0],
] as const)("R-35: from %s to %s releases %d", async (from, to, times) => {
  const released: string[] = [];
  const ending = taskTransition({ from, to, services: { releaseSlots: async (id) => void released.push(id) } });
  const { followUp } = await judgeOf({ name: "release", rules: [], effects: [releaseSlots] })(ending, now);
  await followUp();
  expect(released).toHaveLength(times);
});

describe("R-36: a task that becomes Pending remembers", () => {
  const details = { scheduled_time: inSeconds(-1), task_parameters_id: "00000000-0000-7000-8000-0000000000ab" };
  const claimed = () => taskTransition({ from: { type: "SCHEDULED", details }, to: "PENDING" });

  test("when it was scheduled", async () => {
    const pending = claimed();
    await verdictOf(copyScheduledTime, pending);
    expect(pending.proposed.details.scheduled_time).toBe(details.scheduled_time);
  });

  test("where its parameters are", async () => {
    const pending = claimed();
    await verdictOf(copyTaskParametersId, pending);
    expect(pending.proposed.details.task_parameters_id).toBe(details.task_parameters_id);
  });
});

decides(firstPendingWins, [
  ["scheduled", { from: "SCHEDULED", to: "PENDING" }, "pass"],
  ["pending", { from: "PENDING", to: "PENDING" }, "abort"],
  ["running", { from: "RUNNING", to: "PENDING" }, "abort"],
  ["cancelled", { from: "CANCELLED", to: "PENDING" }, "abort"],
]);

const failing = (run_count: number, retries: number | null, details = {}): TaskCase => ({
  from: "RUNNING",
  to: { type: "FAILED", details },
  run: { run_count },
  policy: { retries },
});
decides(retryFailedTasks, [
  ["no retries", failing(1, null), "pass"],
  ["retries left", failing(2, 2), "AwaitingRetry"],
  ["retries spent", failing(3, 2), "pass"],
  ["not retriable", failing(1, 2, { retriable: false }), "pass"],
]);

const delays: [string, TaskRunPolicy, number, number][] = [
  ["no delay", {}, 1, 0],
  ["one delay for all", { retry_delay: 4 }, 2, 4],
  ["the first of a list", { retry_delay: [1, 5] }, 1, 1],
  ["the second of a list", { retry_delay: [1, 5] }, 2, 5],
  ["the last of a list for all others", { retry_delay: [1, 5] }, 3, 5],
  ["jitter from below", { retry_delay: 10, retry_jitter_factor: 0.5 }, 1, 5],
];
test.each(delays)("R-37: %s", async (_name, policy, run_count, seconds) => {
  const given = { ...failing(run_count, 5), policy: { ...policy, retries: 5 }, random: 0 };
  const { entered } = await judgeOf({ name: "retry", rules: [retryFailedTasks], effects: [] })(
    taskTransition(given),
    now,
  );
  expect(entered!.details.scheduled_time).toBe(inSeconds(seconds));
});

test.each([
  [0, "Pending", "Running"],
  [1, "AwaitingRetry", "Retrying"],
  [1, "Scheduled", "Rerunning"],
] as const)("R-38: after %d runs, from %s, Running is called %s", async (run_count, from, name) => {
  const again = taskTransition({ from: { type: "SCHEDULED", name: from }, to: "RUNNING", run: { run_count } });
  await verdictOf(renameReruns, again);
  expect(again.proposed.name).toBe(name);
});

describe("R-39: a task that starts", () => {
  test("notes in which run of its flow that is", async () => {
    const services = { flowRun: async () => ({ state_type: "RUNNING" as const, run_count: 4 }) };
    const started = taskTransition({ from: "PENDING", to: "RUNNING", run: inFlow, services });
    await verdictOf(trackFlowRunCount, started);
    expect(started.run.flow_run_run_count).toBe(4);
  });

  test("in a flow run that is not there is refused", async () => {
    const orphan = taskTransition({
      from: "PENDING",
      to: "RUNNING",
      run: inFlow,
      services: { flowRun: async () => null },
    });
    await expect(verdictOf(trackFlowRunCount, orphan)).rejects.toMatchObject({
      code: "run-not-found",
      kind: "flow run",
    });
  });
});

test.each([
  [true, ["load-1a2b3c4d"]],
  [false, []],
])("R-40: scheduling a task whose deferral is %s wakes %j", async (deferred, woken) => {
  const keys: string[] = [];
  const scheduled = taskTransition({
    from: null,
    to: { type: "SCHEDULED", details: { deferred } },
    services: { wakeTaskWorkers: (key) => void keys.push(key) },
  });
  await wakeTaskWorkers.after(scheduled);
  expect(keys).toEqual(woken);
});
