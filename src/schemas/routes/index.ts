// Every route, and its type by key: `Routes["GET /flows/{id:uuid}"]`.

import { accessRoutes } from "./access.ts";
import { adminRoutes } from "./admin.ts";
import { artifactRoutes } from "./artifacts.ts";
import { automationRoutes } from "./automations.ts";
import { backgroundTaskRoutes } from "./background-tasks.ts";
import { blockRoutes } from "./blocks.ts";
import { globalLimitRoutes, tagLimitRoutes } from "./concurrency-limits.ts";
import { deploymentRoutes } from "./deployments.ts";
import { eventRoutes } from "./events.ts";
import { flowRunRoutes } from "./flow-runs.ts";
import { flowRoutes } from "./flows.ts";
import { logRoutes } from "./logs.ts";
import { runDetailsRoutes } from "./run-details.ts";
import { savedSearchRoutes } from "./saved-searches.ts";
import { stateRoutes } from "./states.ts";
import { taskRunRoutes } from "./task-runs.ts";
import { uiRoutes } from "./ui.ts";
import { variableRoutes } from "./variables.ts";
import { wakeRoutes } from "./wake.ts";
import { workPoolRoutes } from "./work-pools.ts";
import { workQueueRoutes } from "./work-queues.ts";

export const routes = [
  ...adminRoutes,
  ...flowRoutes,
  ...flowRunRoutes,
  ...taskRunRoutes,
  ...backgroundTaskRoutes,
  ...runDetailsRoutes,
  ...stateRoutes,
  ...deploymentRoutes,
  ...workPoolRoutes,
  ...workQueueRoutes,
  ...tagLimitRoutes,
  ...globalLimitRoutes,
  ...blockRoutes,
  ...artifactRoutes,
  ...variableRoutes,
  ...logRoutes,
  ...savedSearchRoutes,
  ...eventRoutes,
  ...automationRoutes,
  ...uiRoutes,
  ...accessRoutes,
  ...wakeRoutes,
] as const;

type AnyRoute = (typeof routes)[number];

/** The routes by their keys. */
export type Routes = { [R in AnyRoute as R["key"]]: R };
