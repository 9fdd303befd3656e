import type { Service } from "./run-services.ts";
import { servicesForDeployments } from "./services-for-deployments.ts";
import { servicesForRuns } from "./services-for-runs.ts";

/** Every background loop of a server. */
export const backgroundServices: readonly Service[] = [...servicesForRuns, ...servicesForDeployments];
