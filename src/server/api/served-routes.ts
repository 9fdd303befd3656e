// The routes that have handlers, in no particular order.

import { servedAccess } from "./access.ts";
import { servedAdmin } from "./admin.ts";
import { servedArtifacts } from "./artifacts.ts";
import { servedEvents } from "./events.ts";
import { servedAutomations } from "./automations.ts";
import { servedBlockDocuments } from "./block-documents.ts";
import { servedBlockSchemas } from "./block-schemas.ts";
import { servedBlockTypes } from "./block-types.ts";
import { servedCollections } from "./collections.ts";
import { servedDeploymentRuns } from "./deployment-runs.ts";
import { servedDeploymentSchedules } from "./deployment-schedules.ts";
import { servedDeployments } from "./deployments.ts";
import { servedDueRuns } from "./due-runs.ts";
import { servedGraphs } from "./flow-run-graph.ts";
import { servedFlowRunInputs } from "./flow-run-inputs.ts";
import { servedFlowRunStates } from "./flow-run-states.ts";
import { servedFlowRuns } from "./flow-runs.ts";
import { servedFlows } from "./flows.ts";
import { servedGlobalLimits } from "./global-limits.ts";
import { servedLogs } from "./logs.ts";
import { servedResultPreviews } from "./result-preview.ts";
import { servedRunDetails } from "./run-details.ts";
import { servedTimelines } from "./run-timeline.ts";
import { servedSavedSearches } from "./saved-searches.ts";
import type { ServedRoute } from "./serve.ts";
import { servedTagLimits } from "./tag-limits.ts";
import { servedSlots } from "./slots.ts";
import { servedTaskRuns } from "./task-runs.ts";
import { servedUi } from "./ui.ts";
import { servedUiSettings } from "./ui-settings.ts";
import { servedVariables } from "./variables.ts";
import { servedWorkPools } from "./work-pools.ts";
import { servedWorkQueues } from "./work-queues.ts";

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
  ...servedDeploymentSchedules,
  ...servedWorkPools,
  ...servedWorkQueues,
  ...servedSlots,
  ...servedDueRuns,
  ...servedTaskRuns,
  ...servedRunDetails,
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
];
