import type { Migration } from "./migration.ts";

/** What deployments were at each change of their definition, to compare and to go back to. */
export const deploymentVersions: Migration = {
  number: 10,
  name: "deployment versions",
  steps: [
    {
      createTable: "deployment_version",
      columns: {
        deployment_id: "uuid",
        /** From 1, by one. */
        number: "integer",
        created: "micros",
        /** What made it: deploy, update or rollback. */
        made_by: "text",
        /** The definition as a change of the deployment that brings it back. */
        definition: "text",
      },
      primaryKey: ["deployment_id", "number"],
    },
  ],
};
