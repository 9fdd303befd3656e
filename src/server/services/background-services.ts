import { countRunHours } from "./count-run-hours.ts";
import type { Service } from "./run-services.ts";
import { servicesForDeployments } from "./services-for-deployments.ts";
import { forgetOldEvents } from "./forget-old-events.ts";
import { servicesForRuns } from "./services-for-runs.ts";

/** Every background loop of a server. */
export const backgroundServices: readonly Service[] = [
  ...servicesForRuns,
  ...servicesForDeployments,
  { name: "count-run-hours", everySeconds: 60, run: countRunHours },
  { name: "forget-old-events", everySeconds: 900, run: forgetOldEvents },
];
