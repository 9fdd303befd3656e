import type { Migration } from "./migration.ts";

/** API keys, and who changed what. */
export const access: Migration = {
  number: 7,
  name: "access",
  steps: [
    {
      createTable: "api_key",
      columns: {
        id: "uuid",
        created: "micros",
        name: "text",
        role: "text",
        digest: "text",
        hint: "text",
        expires: "micros null",
        revoked: "micros null",
      },
      primaryKey: ["id"],
      indexes: [{ columns: ["name"], unique: true, where: "revoked IS NULL" }],
    },
    {
      createTable: "audit",
      columns: {
        id: "uuid",
        occurred: "micros",
        actor: "text",
        role: "text",
        method: "text",
        address: "text",
        http_status: "integer",
      },
      primaryKey: ["id"],
      indexes: [{ columns: ["occurred"] }],
    },
    // Retention finds old background tasks by it; those of flow runs go with their run.
    { createIndex: "task_run", index: { columns: ["state_timestamp"], where: "flow_run_id IS NULL" } },
  ],
};
