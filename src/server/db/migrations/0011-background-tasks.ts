import type { Migration } from "./migration.ts";

/** Background tasks of our SDK: what waits or is under way, and the workers that have it. */
export const backgroundTasks: Migration = {
  number: 11,
  name: "background-tasks",
  steps: [
    {
      createTable: "background_task",
      columns: {
        task_run_id: "uuid",
        task_key: "text",
        /** Lower ones first. */
        priority: "integer",
        due: "micros",
        parameters: "text",
        /** The worker that has it. */
        worker: "text null",
        deliveries: "integer",
        cancelling: "boolean",
      },
      primaryKey: ["task_run_id"],
      indexes: [
        { columns: ["task_key", "priority", "due"], where: "worker IS NULL" },
        { columns: ["worker"], where: "worker IS NOT NULL" },
      ],
    },
    {
      createTable: "task_worker",
      columns: {
        worker: "text",
        name: "text",
        task_keys: "json",
        updated: "micros",
        lease_expires_at: "micros",
        owner: "json null",
      },
      primaryKey: ["worker"],
    },
  ],
};
