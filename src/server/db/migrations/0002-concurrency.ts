import type { Migration } from "./migration.ts";

/** Concurrency limits, who holds their slots, who waits for them, the cache of task states, and what services look for. */
export const concurrency: Migration = {
  number: 2,
  name: "concurrency",
  steps: [
    // What the background services look for; runs that start, run and complete are in none of them.
    {
      createIndex: "flow_run",
      index: { columns: ["state_name", "next_scheduled_start_time"], where: "state_type = 'SCHEDULED'" },
    },
    {
      createIndex: "flow_run",
      index: {
        columns: ["state_type", "state_timestamp"],
        where: "state_type IN ('PAUSED', 'CANCELLING', 'CANCELLED', 'CRASHED')",
      },
    },
    {
      createTable: "concurrency_limit",
      columns: {
        id: "uuid",
        created: "micros",
        updated: "micros",
        name: "text",
        active: "boolean",
        slots: "integer",
        slot_decay_per_second: "real",
        decayed_at: "micros null",
        denied_slots: "integer",
        avg_slot_occupancy_seconds: "real",
      },
      primaryKey: ["id"],
      indexes: [{ columns: ["name"], unique: true }],
    },
    {
      createTable: "deployment_limit",
      columns: { deployment_id: "uuid", limit_id: "uuid", when_full: "text", lease_seconds: "integer" },
      primaryKey: ["deployment_id"],
      indexes: [{ columns: ["limit_id"] }],
    },
    {
      createTable: "slot_holder",
      columns: {
        limit_id: "uuid",
        lease_id: "uuid",
        slots: "integer",
        acquired: "micros",
        expires: "micros null",
        holder_type: "text null",
        holder_id: "uuid null",
      },
      primaryKey: ["limit_id", "lease_id"],
      indexes: [{ columns: ["lease_id"] }, { columns: ["holder_id"], where: "holder_id IS NOT NULL" }],
    },
    {
      createTable: "slot_waiter",
      columns: { limit_id: "uuid", waiter_id: "uuid", slots: "integer", since: "micros", expires: "micros" },
      primaryKey: ["limit_id", "waiter_id"],
      indexes: [{ columns: ["waiter_id"] }],
    },
    {
      createTable: "task_run_state_cache",
      columns: { cache_key: "text", created: "micros", state_id: "uuid", cache_expiration: "micros null" },
      primaryKey: ["cache_key", "created", "state_id"],
    },
  ],
};
