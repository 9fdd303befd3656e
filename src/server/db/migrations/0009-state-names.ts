import type { Migration } from "./migration.ts";

/** Runs by the name of their state ("Late", "AwaitingRetry"), newest first; without those that completed as most do. */
export const stateNames: Migration = {
  number: 9,
  name: "state-names",
  steps: [
    {
      sql: {
        sqlite:
          "CREATE INDEX flow_run_state_name_began ON flow_run (state_name, coalesce(start_time, expected_start_time)) " +
          "WHERE NOT (state_type = 'COMPLETED' AND state_name = 'Completed')",
        postgres:
          "CREATE INDEX flow_run_state_name_began " +
          "ON flow_run (state_name, coalesce(start_time, expected_start_time) DESC NULLS LAST) " +
          "WHERE NOT (state_type = 'COMPLETED' AND state_name = 'Completed')",
      },
    },
  ],
};
