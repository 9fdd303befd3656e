// The routes that have handlers, in no particular order.

import { servedAccess } from "./access.ts";
import { servedAdmin } from "./admin.ts";
import { servedArtifacts } from "./artifacts.ts";
import { servedEvents } from "./events/events.ts";
import { servedAutomations } from "./events/automations.ts";
import { servedBackgroundTasks } from "./runs/background-tasks.ts";
import { servedBackfills } from "./deployments/backfill.ts";
import { servedBlockDocuments } from "./blocks/block-documents.ts";
import { servedBlockSchemas } from "./blocks/block-schemas.ts";
import { servedBlockTypes } from "./blocks/block-types.ts";
import { servedCollections } from "./collections.ts";
import { servedDeploymentRuns } from "./deployments/deployment-runs.ts";
import { servedDeploymentVersions } from "./deployments/deployment-versions.ts";
import { servedDeploymentSchedules } from "./deployments/deployment-schedules.ts";
import { servedDeployments } from "./deployments/deployments.ts";
import { servedDueRuns } from "./work-pools/due-runs.ts";
import { servedGraphs } from "./runs/flow-run-graph.ts";
import { servedFlowRunInputs } from "./runs/flow-run-inputs.ts";
import { servedFlowRunStates } from "./runs/flow-run-states.ts";
import { servedFlowRuns } from "./runs/flow-runs.ts";
import { servedFlows } from "./runs/flows.ts";
import { servedGlobalLimits } from "./limits/global-limits.ts";
import { servedLogs } from "./runs/logs.ts";
import { servedResultPreviews } from "./runs/result-preview.ts";
import { servedRunDetails } from "./runs/run-details.ts";
import { servedTimelines } from "./runs/run-timeline.ts";
import { servedSavedSearches } from "./runs/saved-searches.ts";
import type { ServedRoute } from "./http/serve.ts";
import { servedTagLimits } from "./limits/tag-limits.ts";
import { servedSlots } from "./limits/slots.ts";
import { servedTaskRuns } from "./runs/task-runs.ts";
import { servedUi } from "./ui.ts";
import { servedUiSettings } from "./ui-settings.ts";
import { servedVariables } from "./variables.ts";
import { servedRetries } from "./runs/retry.ts";
import { servedWaiting } from "./runs/waiting.ts";
import { servedWakes } from "./wake.ts";
import { servedWorkPools } from "./work-pools/work-pools.ts";
import { servedWorkQueues } from "./work-pools/work-queues.ts";

export const servedRoutes: readonly ServedRoute[] = [
  ...servedAdmin,
  ...servedAccess,
  ...servedFlows,
  ...servedFlowRuns,
  ...servedFlowRunStates,
  ...servedFlowRunInputs,
  ...servedGraphs,
  ...servedDeployments,
  ...servedDeploymentRuns,
  ...servedBackfills,
  ...servedDeploymentSchedules,
  ...servedDeploymentVersions,
  ...servedWorkPools,
  ...servedWorkQueues,
  ...servedSlots,
  ...servedDueRuns,
  ...servedTaskRuns,
  ...servedBackgroundTasks,
  ...servedRunDetails,
  ...servedWaiting,
  ...servedRetries,
  ...servedResultPreviews,
  ...servedTimelines,
  ...servedLogs,
  ...servedArtifacts,
  ...servedVariables,
  ...servedSavedSearches,
  ...servedUi,
  ...servedUiSettings,
  ...servedEvents,
  ...servedGlobalLimits,
  ...servedTagLimits,
  ...servedAutomations,
  ...servedCollections,
  ...servedBlockTypes,
  ...servedBlockSchemas,
  ...servedBlockDocuments,
  ...servedWakes,
];
