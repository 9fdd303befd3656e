// The routes that have handlers, in no particular order.

import { servedAdmin } from "./admin.ts";
import { servedArtifacts } from "./artifacts.ts";
import { servedEvents } from "./events.ts";
import { servedGraphs } from "./flow-run-graph.ts";
import { servedFlowRunInputs } from "./flow-run-inputs.ts";
import { servedFlowRunStates } from "./flow-run-states.ts";
import { servedFlowRuns } from "./flow-runs.ts";
import { servedFlows } from "./flows.ts";
import { servedLogs } from "./logs.ts";
import { servedRunDetails } from "./run-details.ts";
import { servedTimelines } from "./run-timeline.ts";
import { servedSavedSearches } from "./saved-searches.ts";
import type { ServedRoute } from "./serve.ts";
import { servedTaskRuns } from "./task-runs.ts";
import { servedUi } from "./ui.ts";
import { servedUiSettings } from "./ui-settings.ts";
import { servedVariables } from "./variables.ts";

export const servedRoutes: readonly ServedRoute[] = [
  ...servedAdmin,
  ...servedFlows,
  ...servedFlowRuns,
  ...servedFlowRunStates,
  ...servedFlowRunInputs,
  ...servedGraphs,
  ...servedTaskRuns,
  ...servedRunDetails,
  ...servedTimelines,
  ...servedLogs,
  ...servedArtifacts,
  ...servedVariables,
  ...servedSavedSearches,
  ...servedUi,
  ...servedUiSettings,
  ...servedEvents,
];
