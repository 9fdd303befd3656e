// What a million runs need (performance.md row 11): orders that an index has, and counts that are kept by the hour.
//
// Lists are ordered by when a run began, or should have: `coalesce(start_time, expected_start_time)`. Each list that
// people look at (all runs, those of a flow, of a deployment, in a state) is a walk along one index, newest first.
// Runs that ended as most do are not in the index of states: a filter for them finds enough wherever it looks.

import type { Migration, Step } from "./migration.ts";

const began = "coalesce(start_time, expected_start_time)";
const isUnusual = "NOT (state_type = 'COMPLETED' AND state_name = 'Completed')";
const hour = 3_600_000_000;

export const size: Migration = {
  number: 8,
  name: "size",
  steps: [
    newestFirst("flow_run_began", "flow_run", [began]),
    newestFirst("flow_run_flow_began", "flow_run", ["flow_id", began, "expected_start_time"]),
    newestFirst("flow_run_deployment_began", "flow_run", ["deployment_id", began], "deployment_id IS NOT NULL"),
    newestFirst("flow_run_state_began", "flow_run", ["state_type", began, "state_name"], isUnusual),
    newestFirst("task_run_expected", "task_run", ["expected_start_time"]),
    newestFirst("task_run_state_expected", "task_run", ["state_type", "expected_start_time", "state_name"], isUnusual),
    // PostgreSQL walks an index for `DESC NULLS LAST` only where it was made so.
    {
      sql: {
        sqlite: "SELECT 1",
        postgres:
          "CREATE INDEX flow_run_expected_latest ON flow_run (expected_start_time DESC NULLS LAST); " +
          "DROP INDEX flow_run_expected_start_time",
      },
    },
    // The runs of an hour, counted once when all of them have ended.
    {
      createTable: "run_hour",
      columns: {
        kind: "text",
        hour: "micros",
        is_child: "boolean",
        state_type: "text",
        state_name: "text",
        runs: "integer",
        run_time: "micros",
        lateness: "micros",
      },
      primaryKey: ["kind", "hour", "is_child", "state_type", "state_name"],
    },
    // The hours in between that are not counted (any more): one of their runs is open, or has changed since.
    { createTable: "run_hour_hole", columns: { kind: "text", hour: "micros" }, primaryKey: ["kind", "hour"] },
    {
      createTable: "run_hour_span",
      columns: { kind: "text", since: "micros", until: "micros" },
      primaryKey: ["kind"],
    },
    ...forgetsDeleted("flow_run"),
    ...forgetsDeleted("task_run"),
  ],
};

function newestFirst(name: string, table: string, columns: readonly string[], where?: string): Step {
  const rows = where === undefined ? "" : ` WHERE ${where}`;
  const latest = columns.map((column) => (/start/.test(column) ? `${column} DESC NULLS LAST` : column));
  return {
    sql: {
      sqlite: `CREATE INDEX ${name} ON ${table} (${columns.join(", ")})${rows}`,
      postgres: `CREATE INDEX ${name} ON ${table} (${latest.join(", ")})${rows}`,
    },
  };
}

/** What is deleted has to be counted no more: a trigger, because runs are deleted in several places, and none is hot. */
function forgetsDeleted(table: "flow_run" | "task_run"): Step[] {
  const hourOf = `OLD.expected_start_time - OLD.expected_start_time % ${hour}`;
  const forget =
    `DELETE FROM run_hour WHERE kind = '${table}' AND hour = ${hourOf}; ` +
    `INSERT INTO run_hour_hole (kind, hour) VALUES ('${table}', ${hourOf}) ON CONFLICT DO NOTHING;`;
  const name = `${table}_deleted`;
  const when = "OLD.expected_start_time IS NOT NULL";
  return [
    {
      sql: {
        sqlite: `CREATE TRIGGER ${name} AFTER DELETE ON ${table} WHEN ${when} BEGIN ${forget} END`,
        postgres:
          `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ` +
          `PERFORM pg_advisory_xact_lock_shared(${countsLock(table).join(", ")}); ${forget} RETURN NULL; END $$; ` +
          `CREATE TRIGGER ${name} AFTER DELETE ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION ${name}()`,
      },
    },
  ];
}

/** PostgreSQL's advisory lock for the counts of a table: shared by those who write, exclusive to who counts. */
export function countsLock(table: "flow_run" | "task_run"): [number, number] {
  return [0x534c5543, table === "flow_run" ? 1 : 2];
}
