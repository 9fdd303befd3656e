import type { Service } from "./run-services.ts";
import { scheduleDeployments } from "./schedule-deployments.ts";

/** The background loops that act on deployments. A turn without work is one look at an index. */
export const servicesForDeployments: readonly Service[] = [
  { name: "schedule-deployments", everySeconds: 5, run: scheduleDeployments },
];
