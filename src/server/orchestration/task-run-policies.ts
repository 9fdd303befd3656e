import { copyScheduledTime } from "./rules/copy-scheduled-time.ts";
import { copyTaskParametersId } from "./rules/task-runs/copy-task-parameters-id.ts";
import { firstPendingWins } from "./rules/task-runs/first-pending-wins.ts";
import { keepStateInCache } from "./rules/task-runs/keep-state-in-cache.ts";
import { leaveTerminalStates } from "./rules/task-runs/leave-terminal-states.ts";
import { releaseSlots } from "./rules/task-runs/release-slots.ts";
import { renameReruns } from "./rules/task-runs/rename-reruns.ts";
import { retryFailedTasks } from "./rules/task-runs/retry-failed-tasks.ts";
import { reuseCachedState } from "./rules/task-runs/reuse-cached-state.ts";
import { startOnlyInRunningFlows } from "./rules/task-runs/start-only-in-running-flows.ts";
import { takeTagSlots } from "./rules/task-runs/take-tag-slots.ts";
import { trackFlowRunCount } from "./rules/task-runs/track-flow-run-count.ts";
import { wakeTaskWorkers } from "./rules/task-runs/wake-task-workers.ts";
import { waitForScheduledTime } from "./rules/wait-for-scheduled-time.ts";
import type { TaskRunPolicyRules } from "./task-run-transition.ts";

// The order of the rules matters: see D1 in decide.ts. Source of the lists: Prefect 3, `server/orchestration/core_policy.py`.

/** What holds for a proposal of a client. */
export const coreTaskPolicy: TaskRunPolicyRules = {
  name: "CoreTaskPolicy",
  rules: [
    reuseCachedState,
    leaveTerminalStates,
    startOnlyInRunningFlows,
    takeTagSlots,
    copyScheduledTime,
    waitForScheduledTime,
    retryFailedTasks,
    renameReruns,
    trackFlowRunCount,
    keepStateInCache,
  ],
  effects: [releaseSlots],
};

/** The same for clients that take the slots of their tags themselves. */
export const clientSideTaskPolicy: TaskRunPolicyRules = {
  name: "ClientSideTaskOrchestrationPolicy",
  rules: coreTaskPolicy.rules.filter((rule) => rule !== takeTagSlots),
  effects: [releaseSlots],
};

/** What holds for tasks that run in the background, outside a flow. */
export const backgroundTaskPolicy: TaskRunPolicyRules = {
  name: "BackgroundTaskPolicy",
  rules: [
    firstPendingWins,
    reuseCachedState,
    leaveTerminalStates,
    copyScheduledTime,
    copyTaskParametersId,
    waitForScheduledTime,
    retryFailedTasks,
    renameReruns,
    trackFlowRunCount,
    keepStateInCache,
  ],
  effects: [releaseSlots, wakeTaskWorkers],
};

/** What holds also by force. */
export const minimalTaskPolicy: TaskRunPolicyRules = { name: "MinimalTaskPolicy", rules: [], effects: [releaseSlots] };
