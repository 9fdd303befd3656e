import { migrations } from "./migrations/index.ts";

/** Every table of ours, but the one in which the database says which migrations it has seen. */
export const tableNames: readonly string[] = migrations
  .flatMap(({ steps }) => steps)
  .flatMap((step) => ("createTable" in step ? [step.createTable] : []));
