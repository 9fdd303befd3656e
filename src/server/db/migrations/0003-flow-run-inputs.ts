import type { Migration } from "./migration.ts";

/** Values that are sent to running and paused flow runs; and the way from an artifact to the key that it is the newest of. */
export const flowRunInputs: Migration = {
  number: 3,
  name: "flow-run-inputs",
  steps: [
    {
      createTable: "flow_run_input",
      columns: {
        id: "uuid",
        created: "micros",
        updated: "micros",
        flow_run_id: "uuid",
        key: "text",
        sender: "text null",
        value: "text",
      },
      primaryKey: ["id"],
      indexes: [{ columns: ["flow_run_id", "key"], unique: true }],
    },
    { createIndex: "artifact_collection", index: { columns: ["latest_id"] } },
  ],
};
