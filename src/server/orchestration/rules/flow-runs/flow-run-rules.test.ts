import { describe, expect, test } from "vitest";
import {
  deploymentLimit,
  type FlowCase,
  flowTransition,
  inSeconds,
  now,
  verdictOf,
} from "../../../../../test/support/transitions.ts";
import type { FlowRunRule } from "../../flow-run-transition.ts";
import { waitForScheduledTime } from "../wait-for-scheduled-time.ts";
import { attemptsCannotLeaveTerminalStates } from "./attempts-cannot-leave-terminal-states.ts";
import { cancelAtOnceWithoutInfrastructure } from "./cancel-at-once-without-infrastructure.ts";
import { cancelLateRunsWhenFull } from "./cancel-late-runs-when-full.ts";
import { dropLeaseOfOldClients } from "./drop-lease-of-old-clients.ts";
import { finishCancelling } from "./finish-cancelling.ts";
import { firstPendingWins } from "./first-pending-wins.ts";
import { keepResult } from "./keep-result.ts";
import { keepSlotAtStart } from "./keep-slot-at-start.ts";
import { leaveTerminalStates } from "./leave-terminal-states.ts";
import { onlyScheduledRunsAreLate } from "./only-scheduled-runs-are-late.ts";
import { pause } from "./pause.ts";
import { preserveConcurrencyLease } from "./preserve-concurrency-lease.ts";
import { preventDuplicateTransitions } from "./prevent-duplicate-transitions.ts";
import { releaseSlots } from "./release-slots.ts";
import { rescheduleByForce } from "./reschedule-by-force.ts";
import { resume } from "./resume.ts";
import { retryFailedFlows } from "./retry-failed-flows.ts";
import { takeDeploymentSlot } from "./take-deployment-slot.ts";

const result = '{"storage_key":"abc"}';
const deployed = { deployment_id: "00000000-0000-7000-8000-0000000000dd" };
const child = { parent_task_run_id: "00000000-0000-7000-8000-0000000000cc" };
const leaseId = "00000000-0000-7000-8000-0000000000ee";
const leased = { deployment_concurrency_lease_id: leaseId };

/** Each row: what is the case, the case, what the rule says. */
function decides(rule: FlowRunRule, cases: [string, FlowCase, string][]): void {
  test.each(cases)(`${rule.name}: %s`, async (_name, given, verdict) => {
    expect(await verdictOf(rule, flowTransition(given))).toBe(verdict);
  });
}

describe("R-01: the lease goes from state to state", () => {
  test("a proposal without one gets it, one with another keeps its own", async () => {
    const copied = flowTransition({ from: { type: "PENDING", details: leased }, to: "RUNNING" });
    await verdictOf(preserveConcurrencyLease, copied);
    expect(copied.proposed.details).toMatchObject(leased);

    const own = { deployment_concurrency_lease_id: "00000000-0000-7000-8000-0000000000ef" };
    const kept = flowTransition({ from: { type: "PENDING", details: leased }, to: { type: "RUNNING", details: own } });
    await verdictOf(preserveConcurrencyLease, kept);
    expect(kept.proposed.details).toMatchObject(own);
  });
});

const transition = { transition_id: "00000000-0000-7000-8000-0000000000bb" };
decides(preventDuplicateTransitions, [
  [
    "the same transition",
    { from: { type: "RUNNING", details: transition }, to: { type: "RUNNING", details: transition } },
    "keep",
  ],
  ["another one", { from: "RUNNING", to: { type: "RUNNING", details: transition } }, "pass"],
  ["none", { from: "RUNNING", to: "RUNNING" }, "pass"],
  ["no state yet", { from: null, to: { type: "PENDING", details: transition } }, "pass"],
]);

decides(attemptsCannotLeaveTerminalStates, [
  ["the process that executes the run", { from: "CRASHED", to: "COMPLETED", attempt: leaseId }, "abort"],
  ["somebody else", { from: "CRASHED", to: "RUNNING" }, "pass"],
]);

decides(leaveTerminalStates, [
  ["to Cancelling", { from: "FAILED", to: "CANCELLING" }, "abort"],
  ["to Paused", { from: "COMPLETED", to: "PAUSED" }, "abort"],
  ["to Crashed", { from: "CANCELLED", to: "CRASHED" }, "abort"],
  ["a kept result, to Running", { from: { type: "COMPLETED", data: result }, to: "RUNNING" }, "keep"],
  ["a kept result, to Completed without", { from: { type: "COMPLETED", data: result }, to: "COMPLETED" }, "keep"],
  [
    "a kept result, to Completed with",
    { from: { type: "COMPLETED", data: result }, to: { type: "COMPLETED", data: result } },
    "pass",
  ],
  ["a kept result, to Failed", { from: { type: "COMPLETED", data: result }, to: "FAILED" }, "pass"],
  [
    "no kept result, to Running",
    { from: { type: "COMPLETED", data: '{"type":"unpersisted"}' }, to: "RUNNING" },
    "pass",
  ],
  ["to Scheduled without a deployment", { from: "FAILED", to: "SCHEDULED" }, "abort"],
  ["to Scheduled with a deployment", { from: "FAILED", to: "SCHEDULED", run: deployed }, "pass"],
]);

test.each([
  ["SCHEDULED", "reschedule"],
  ["RUNNING", null],
] as const)("R-03: going on from a terminal state to %s starts afresh", async (to, retryType) => {
  const policy = { resuming: true, pause_keys: ["a"], retries: 2 };
  const restarted = flowTransition({ from: "FAILED", to, run: deployed, policy });
  await verdictOf(leaveTerminalStates, restarted);
  expect(restarted.policy).toEqual({ resuming: false, pause_keys: [], retry_type: retryType, retries: 2 });
});

decides(finishCancelling, [
  ["to Cancelled", { from: "CANCELLING", to: "CANCELLED" }, "pass"],
  ["to Completed", { from: "CANCELLING", to: "COMPLETED" }, "keep"],
  ["to Crashed", { from: "CANCELLING", to: "CRASHED" }, "keep"],
  ["from Running", { from: "RUNNING", to: "COMPLETED" }, "pass"],
]);

const suspended = { pause_reschedule: true };
decides(cancelAtOnceWithoutInfrastructure, [
  ["scheduled, nothing started", { from: "SCHEDULED", to: "CANCELLING" }, "Cancelled"],
  [
    "scheduled, a process waits",
    { from: "SCHEDULED", to: "CANCELLING", run: { infrastructure_pid: "host:12" } },
    "pass",
  ],
  [
    "a local run between two tries",
    { from: "SCHEDULED", to: "CANCELLING", run: { lease_expires_at: now + 1 } },
    "pass",
  ],
  [
    "a local run whose lease has ended",
    { from: "SCHEDULED", to: "CANCELLING", run: { lease_expires_at: now } },
    "Cancelled",
  ],
  [
    "resuming",
    { from: { type: "SCHEDULED", name: "Resuming" }, to: "CANCELLING", run: { infrastructure_pid: "host:12" } },
    "Cancelled",
  ],
  ["suspended", { from: { type: "PAUSED", details: suspended }, to: "CANCELLING" }, "Cancelled"],
  ["paused in its process", { from: "PAUSED", to: "CANCELLING" }, "pass"],
  ["running", { from: "RUNNING", to: "CANCELLING" }, "pass"],
]);

decides(firstPendingWins, [
  ["pending", { from: "PENDING", to: "PENDING" }, "abort"],
  ["completed, of a deployment", { from: "COMPLETED", to: "PENDING", run: deployed }, "abort"],
  ["failed, of a deployment", { from: "FAILED", to: "PENDING", run: deployed }, "abort"],
  ["failed, of none", { from: "FAILED", to: "PENDING" }, "pass"],
  ["running", { from: "RUNNING", to: "PENDING" }, "abort"],
  ["cancelling", { from: "CANCELLING", to: "PENDING" }, "abort"],
  ["cancelled", { from: "CANCELLED", to: "PENDING" }, "abort"],
  ["scheduled", { from: "SCHEDULED", to: "PENDING" }, "pass"],
  ["to Submitting", { from: "PENDING", to: { type: "PENDING", name: "Submitting" } }, "pass"],
  [
    "from Submitting to Submitting",
    { from: { type: "PENDING", name: "Submitting" }, to: { type: "PENDING", name: "Submitting" } },
    "abort",
  ],
  ["from Submitting back to Pending", { from: { type: "PENDING", name: "Submitting" }, to: "PENDING" }, "abort"],
  ["from Running to Submitting", { from: "RUNNING", to: { type: "PENDING", name: "Submitting" } }, "abort"],
]);

test("R-06: Submitting keeps the scheduled time and the lease of Pending", async () => {
  const details = { scheduled_time: inSeconds(-5), ...leased };
  const submitting = flowTransition({
    from: { type: "PENDING", details },
    to: { type: "PENDING", name: "Submitting" },
  });
  await verdictOf(firstPendingWins, submitting);
  expect(submitting.proposed.details).toMatchObject(details);
});

const limited = { deploymentLimit: async () => deploymentLimit() };
const starting: FlowCase = {
  from: { type: "PENDING", details: leased },
  to: { type: "RUNNING", details: leased },
  run: deployed,
  clientVersion: "3.4.11",
};
decides(keepSlotAtStart, [
  ["the lease is there", { ...starting, services: { ...limited, renewLease: async () => true } }, "pass"],
  [
    "lost, another is free",
    { ...starting, services: { ...limited, renewLease: async () => false, takeSlot: async () => "new" } },
    "pass",
  ],
  [
    "lost, none is free",
    { ...starting, services: { ...limited, renewLease: async () => false, takeSlot: async () => null } },
    "Cancelled",
  ],
  ["the limit was removed", { ...starting, services: { deploymentLimit: async () => "none" } }, "pass"],
  ["an old client", { ...starting, clientVersion: "3.4.10" }, "pass"],
  ["no deployment", { from: "PENDING", to: "RUNNING", clientVersion: "3.8.0" }, "pass"],
]);

const claiming: FlowCase = { from: "SCHEDULED", to: "PENDING", run: deployed };
const taking = (given: Parameters<typeof deploymentLimit>[0], lease: string | null): FlowCase => ({
  ...claiming,
  services: { deploymentLimit: async () => deploymentLimit(given), takeSlot: async () => lease },
});
decides(takeDeploymentSlot, [
  ["no deployment", { from: "SCHEDULED", to: "PENDING" }, "pass"],
  ["no limit", { ...claiming, services: { deploymentLimit: async () => "none" } }, "pass"],
  ["the deployment is gone", { ...claiming, services: { deploymentLimit: async () => "missing" } }, "abort"],
  ["a limit of 0", { ...claiming, services: { deploymentLimit: async () => deploymentLimit({ slots: 0 }) } }, "abort"],
  ["a free slot", taking({}, leaseId), "pass"],
  ["none is free, enqueue", taking({}, null), "AwaitingConcurrencySlot"],
  ["none is free, cancel new ones", taking({ whenFull: "CANCEL_NEW" }, null), "Cancelled"],
  ["already pending", { ...claiming, from: "PENDING" }, "pass"],
]);

test("R-08: the lease of the slot is in the state", async () => {
  const pending = flowTransition(taking({}, leaseId));
  await verdictOf(takeDeploymentSlot, pending);
  expect(pending.proposed.details).toMatchObject(leased);
});

test("R-09: an old client's slots lose their lease and stay taken", async () => {
  const kept: string[] = [];
  const services = { keepSlotsWithoutLease: async (lease: string) => void kept.push(lease) };
  const old = flowTransition({ ...starting, clientVersion: "3.2.0", services });
  await verdictOf(dropLeaseOfOldClients, old);
  expect(old.proposed.details).not.toHaveProperty("deployment_concurrency_lease_id");
  expect(kept).toEqual([leaseId]);

  const recent = flowTransition({ ...starting, clientVersion: "3.10.0" });
  await verdictOf(dropLeaseOfOldClients, recent);
  expect(recent.proposed.details).toMatchObject(leased);
});

const late = { type: "SCHEDULED", name: "Late" } as const;
decides(onlyScheduledRunsAreLate, [
  ["a scheduled run", { from: "SCHEDULED", to: late }, "pass"],
  ["a late run", { from: late, to: late }, "keep"],
  ["a pending run", { from: "PENDING", to: late }, "keep"],
  ["no state yet", { from: null, to: late }, "keep"],
  ["scheduled again", { from: "RUNNING", to: "SCHEDULED" }, "pass"],
]);

const suspending = { type: "PAUSED", name: "Suspended", details: { pause_key: "k", ...suspended } } as const;
decides(pause, [
  ["no state yet", { from: null, to: "PAUSED" }, "abort"],
  ["a scheduled run", { from: "SCHEDULED", to: "PAUSED" }, "keep"],
  ["a running flow", { from: "RUNNING", to: "PAUSED" }, "pass"],
  ["a key that was used", { from: "RUNNING", to: suspending, policy: { pause_keys: ["k"] }, run: deployed }, "keep"],
  ["suspending a deployed run", { from: "RUNNING", to: suspending, run: deployed }, "pass"],
  ["suspending a local run", { from: "RUNNING", to: suspending }, "abort"],
  ["suspending a child", { from: "RUNNING", to: suspending, run: { ...deployed, ...child } }, "abort"],
]);

test("R-11: a pause remembers its key, or one of its own", async () => {
  const keyed = flowTransition({
    from: "RUNNING",
    to: { type: "PAUSED", details: { pause_key: "k" } },
    policy: { pause_keys: ["a"] },
  });
  await verdictOf(pause, keyed);
  expect(keyed.policy.pause_keys).toEqual(["a", "k"]);

  const keyless = flowTransition({ from: "RUNNING", to: "PAUSED" });
  await verdictOf(pause, keyless);
  expect(keyless.policy.pause_keys).toEqual([expect.any(String)]);
});

const paused = (seconds: number, details = {}) => ({
  type: "PAUSED" as const,
  details: { pause_timeout: inSeconds(seconds), ...details },
});
decides(resume, [
  ["in time", { from: paused(5), to: "RUNNING" }, "pass"],
  ["too late", { from: paused(-5), to: "RUNNING" }, "Failed"],
  ["no timeout", { from: "PAUSED", to: "RUNNING" }, "pass"],
  ["ended instead", { from: paused(-5), to: "CRASHED" }, "pass"],
  ["cancelled instead", { from: paused(-5), to: "CANCELLING" }, "pass"],
  ["to Pending", { from: paused(5), to: "PENDING" }, "keep"],
  ["a suspended run without a deployment", { from: paused(5, suspended), to: "SCHEDULED" }, "keep"],
  ["a suspended run with a deployment", { from: paused(5, suspended), to: "SCHEDULED", run: deployed }, "pass"],
]);

test("R-12: a resumed run is not counted as another run", async () => {
  const resumed = flowTransition({ from: paused(5), to: "RUNNING" });
  await verdictOf(resume, resumed);
  expect(resumed.policy.resuming).toBe(true);
});

decides(waitForScheduledTime, [
  [
    "in the future",
    { from: { type: "SCHEDULED", details: { scheduled_time: inSeconds(4.2) } }, to: "RUNNING" },
    "wait 5",
  ],
  [
    "pending with a time in the future",
    { from: { type: "PENDING", details: { scheduled_time: inSeconds(0.01) } }, to: "RUNNING" },
    "wait 1",
  ],
  ["now", { from: { type: "SCHEDULED", details: { scheduled_time: inSeconds(0) } }, to: "RUNNING" }, "pass"],
  [
    "in the past, in microseconds",
    { from: { type: "SCHEDULED", details: { scheduled_time: now - 1 } }, to: "RUNNING" },
    "pass",
  ],
  ["no time", { from: "PENDING", to: "RUNNING" }, "pass"],
]);

const failing: FlowCase = { from: "RUNNING", to: "FAILED" };
decides(retryFailedFlows, [
  ["no policy", failing, "pass"],
  ["retries left", { ...failing, policy: { retries: 2 }, run: { run_count: 2 } }, "AwaitingRetry"],
  ["retries spent", { ...failing, policy: { retries: 2 }, run: { run_count: 3 } }, "pass"],
  [
    "L4: crashes and restarts by hand spend no retries",
    {
      ...failing,
      attempt: leaseId,
      policy: { retries: 1 },
      run: { run_count: 7 },
      services: { retriedFailures: async () => 0 },
    },
    "AwaitingRetry",
  ],
  [
    "L4: retried failures do",
    {
      ...failing,
      attempt: leaseId,
      policy: { retries: 1 },
      run: { run_count: 2 },
      services: { retriedFailures: async () => 1 },
    },
    "pass",
  ],
]);

decides(keepResult, [
  ["loses the result", { from: { type: "COMPLETED", data: result }, to: "COMPLETED" }, "keep"],
  ["has another", { from: { type: "COMPLETED", data: result }, to: { type: "COMPLETED", data: result } }, "pass"],
  ["there was none", { from: "COMPLETED", to: "COMPLETED" }, "pass"],
  ["to Failed", { from: { type: "COMPLETED", data: result }, to: "FAILED" }, "pass"],
]);

test("a run that is scheduled by force waits for another process", async () => {
  const forced = flowTransition({ from: "RUNNING", to: "SCHEDULED", policy: { retry_type: "in_process" } });
  await verdictOf(rescheduleByForce, forced);
  expect(forced.policy.retry_type).toBe("reschedule");
});

const full = { hasFreeSlot: async () => false };
const cancelling = { deploymentLimit: async () => deploymentLimit({ whenFull: "CANCEL_NEW" }) };
decides(cancelLateRunsWhenFull, [
  ["full", { from: "SCHEDULED", to: late, run: deployed, services: { ...cancelling, ...full } }, "Cancelled"],
  [
    "not full",
    { from: "SCHEDULED", to: late, run: deployed, services: { ...cancelling, hasFreeSlot: async () => true } },
    "pass",
  ],
  ["it enqueues", { from: "SCHEDULED", to: late, run: deployed, services: limited }, "pass"],
  ["no deployment", { from: "SCHEDULED", to: late }, "pass"],
]);

test.each([
  ["a run that ends", { to: "FAILED" }, true],
  ["a run that pauses", { to: "PAUSED" }, true],
  [
    "a run that waits for its next try in its process",
    { to: "SCHEDULED", policy: { retry_type: "in_process" } },
    false,
  ],
  ["a run that is scheduled again", { to: "SCHEDULED" }, true],
] as const)("R-17: %s gives its slots back: %#", async (_name, given, released) => {
  const runs: string[] = [];
  const services = { releaseSlots: async (id: string) => void runs.push(id) };
  const ending = flowTransition({ from: "RUNNING", run: deployed, services, ...given });
  await releaseSlots.after(ending);
  expect(runs).toHaveLength(released ? 1 : 0);
});
