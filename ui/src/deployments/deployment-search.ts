import { defined, oneOf } from "../pieces/search-fields.ts";

const tabs = ["runs", "upcoming", "parameters", "configuration", "versions", "description"] as const;

export interface DeploymentSearch {
  tab?: (typeof tabs)[number];
}

export function deploymentSearch(search: Record<string, unknown>): DeploymentSearch {
  return defined({ tab: oneOf(search["tab"], tabs) });
}
