import type { Service } from "./run-services.ts";
import { scheduleDeployments } from "./schedule-deployments.ts";
import { tellStatuses } from "./tell-statuses.ts";

/** The background loops that act on deployments, pools and queues. */
export const servicesForDeployments: readonly Service[] = [
  { name: "schedule-deployments", everySeconds: 5, run: scheduleDeployments },
  { name: "tell-statuses", everySeconds: 15, run: tellStatuses },
];
