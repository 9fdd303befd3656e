import type { Migration } from "./migration.ts";

/** Which worker has been given which background task. */
export const taskClaims: Migration = {
  number: 6,
  name: "task-claims",
  steps: [
    {
      createTable: "task_claim",
      columns: { task_run_id: "uuid", client_id: "text", expires: "micros null" },
      primaryKey: ["task_run_id"],
      indexes: [{ columns: ["client_id"] }],
    },
    {
      createIndex: "task_run",
      index: { columns: ["task_key", "next_scheduled_start_time"], where: "state_type = 'SCHEDULED'" },
    },
  ],
};
