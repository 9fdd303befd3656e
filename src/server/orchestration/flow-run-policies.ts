import type { FlowRunPolicyRules } from "./flow-run-transition.ts";
import { copyScheduledTime } from "./rules/copy-scheduled-time.ts";
import { attemptsCannotLeaveTerminalStates } from "./rules/flow-runs/attempts-cannot-leave-terminal-states.ts";
import { cancelAtOnceWithoutInfrastructure } from "./rules/flow-runs/cancel-at-once-without-infrastructure.ts";
import { cancelLateRunsWhenFull } from "./rules/flow-runs/cancel-late-runs-when-full.ts";
import { dropLeaseOfOldClients } from "./rules/flow-runs/drop-lease-of-old-clients.ts";
import { finishCancelling } from "./rules/flow-runs/finish-cancelling.ts";
import { firstPendingWins } from "./rules/flow-runs/first-pending-wins.ts";
import { keepResult } from "./rules/flow-runs/keep-result.ts";
import { keepSlotAtStart } from "./rules/flow-runs/keep-slot-at-start.ts";
import { leaveTerminalStates } from "./rules/flow-runs/leave-terminal-states.ts";
import { nameWhatLateRunsWaitFor } from "./rules/flow-runs/name-what-late-runs-wait-for.ts";
import { onlyScheduledRunsAreLate } from "./rules/flow-runs/only-scheduled-runs-are-late.ts";
import { pause } from "./rules/flow-runs/pause.ts";
import { preserveConcurrencyLease } from "./rules/flow-runs/preserve-concurrency-lease.ts";
import { preventDuplicateTransitions } from "./rules/flow-runs/prevent-duplicate-transitions.ts";
import { releaseSlots } from "./rules/flow-runs/release-slots.ts";
import { rescheduleByForce } from "./rules/flow-runs/reschedule-by-force.ts";
import { resume } from "./rules/flow-runs/resume.ts";
import { retryFailedFlows } from "./rules/flow-runs/retry-failed-flows.ts";
import { takeDeploymentSlot } from "./rules/flow-runs/take-deployment-slot.ts";
import { waitForScheduledTime } from "./rules/wait-for-scheduled-time.ts";

// The order of the rules matters: see D1 in decide.ts. Source of the lists: Prefect 3, `server/orchestration/core_policy.py`.

/** What holds for a proposal of a client. */
export const coreFlowPolicy: FlowRunPolicyRules = {
  name: "CoreFlowPolicy",
  rules: [
    preserveConcurrencyLease,
    preventDuplicateTransitions,
    attemptsCannotLeaveTerminalStates,
    leaveTerminalStates,
    finishCancelling,
    cancelAtOnceWithoutInfrastructure,
    firstPendingWins,
    keepSlotAtStart,
    takeDeploymentSlot,
    dropLeaseOfOldClients,
    onlyScheduledRunsAreLate,
    pause,
    resume,
    copyScheduledTime,
    waitForScheduledTime,
    retryFailedFlows,
  ],
  effects: [releaseSlots],
};

/** What holds also by force, at creation and for what the server itself decides. */
export const minimalFlowPolicy: FlowRunPolicyRules = {
  name: "MinimalFlowPolicy",
  rules: [keepResult, cancelAtOnceWithoutInfrastructure, rescheduleByForce],
  effects: [releaseSlots],
};

/** What holds when the server finds a run late. */
export const markLateRunsPolicy: FlowRunPolicyRules = {
  name: "MarkLateRunsPolicy",
  rules: [onlyScheduledRunsAreLate, cancelLateRunsWhenFull, nameWhatLateRunsWaitFor],
  effects: [],
};
