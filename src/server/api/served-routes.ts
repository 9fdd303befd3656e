// The routes that have handlers, in no particular order.

import { servedAdmin } from "./admin.ts";
import { servedFlowRunInputs } from "./flow-run-inputs.ts";
import { servedFlowRunStates } from "./flow-run-states.ts";
import { servedFlowRuns } from "./flow-runs.ts";
import { servedFlows } from "./flows.ts";
import type { ServedRoute } from "./serve.ts";

export const servedRoutes: readonly ServedRoute[] = [
  ...servedAdmin,
  ...servedFlows,
  ...servedFlowRuns,
  ...servedFlowRunStates,
  ...servedFlowRunInputs,
];
