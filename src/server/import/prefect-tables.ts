// Which of Prefect's tables become which of ours, and which columns have another name or come from more than one.

import { timeOrderedId } from "../../lib/time-ordered-id.ts";
import type { Schedule } from "../../schemas/schedule.ts";
import { scheduleKey } from "../deployments/schedule-key.ts";

/** A row of ours by its columns; times are microseconds, JSON columns are values or texts as they are kept. */
export type Row = Record<string, unknown>;

export interface ImportedTable {
  from: string;
  into: string;
  /** Ours, each with the name that it has there; those of the same name are listed without one. */
  columns: readonly (string | readonly [ours: string, theirs: string])[];
  /** What an older schema of Prefect has no column for, or what has no value there. */
  defaults?: Row;
  /** What is said in other words here; undefined for a row that has no place here. */
  adapt?: (row: Row, now: number) => Row | undefined;
}

const made = ["id", "created", "updated"] as const;
const state = ["state_id", "state_type", "state_name", "state_timestamp", "run_count"] as const;
const times = ["expected_start_time", "next_scheduled_start_time", "start_time", "end_time", "total_run_time"] as const;
const run = [...made, ...state, ...times, "name", "tags", "labels", "empirical_policy"] as const;
const runDefaults = { try: 1, labels: {}, tags: [], empirical_policy: {}, run_count: 0, total_run_time: 0 };
const artifact = [
  ...made,
  "key",
  "type",
  "flow_run_id",
  "task_run_id",
  "description",
  ["metadata", "metadata_"],
  "data",
] as const;

/** States are clustered by ids that are ordered by time: those of older versions of Prefect are not. */
function withStateId(row: Row): Row {
  const { state_id: id, state_timestamp: time } = row;
  return typeof id === "string" && typeof time === "number" ? { ...row, state_id: timeOrderedId(id, time) } : row;
}

function stateTable(from: "flow_run_state" | "task_run_state", runId: string): ImportedTable {
  return {
    from,
    into: from,
    columns: ["id", runId, "type", "name", "timestamp", "message", ["details", "state_details"], "data"],
    adapt: (row) => ({ ...row, id: timeOrderedId(String(row["id"]), Number(row["timestamp"])) }),
  };
}

/** Parents come before what belongs to them. */
export const importedTables: readonly ImportedTable[] = [
  { from: "flow", into: "flow", columns: [...made, "name", "tags", "labels"], defaults: { tags: [], labels: {} } },
  {
    from: "work_pool",
    into: "work_pool",
    columns: [
      ...made,
      "name",
      "description",
      "type",
      "is_paused",
      "concurrency_limit",
      "default_queue_id",
      "status",
      "storage_configuration",
      "base_job_template",
    ],
    defaults: { storage_configuration: {}, base_job_template: "{}" },
  },
  {
    from: "work_queue",
    into: "work_queue",
    columns: [
      ...made,
      "work_pool_id",
      "name",
      "description",
      "is_paused",
      "concurrency_limit",
      "priority",
      "last_polled",
      "status",
      "filter",
    ],
    defaults: { priority: 1 },
    adapt: (row) => ({ ...row, description: row["description"] || null }),
  },
  {
    from: "concurrency_limit_v2",
    into: "concurrency_limit",
    columns: [
      ...made,
      "name",
      "active",
      ["slots", "limit"],
      "slot_decay_per_second",
      "denied_slots",
      "avg_slot_occupancy_seconds",
    ],
  },
  {
    from: "concurrency_limit",
    into: "concurrency_limit",
    columns: [...made, ["name", "tag"], ["slots", "concurrency_limit"]],
    defaults: { active: true, slot_decay_per_second: 0, denied_slots: 0, avg_slot_occupancy_seconds: 2 },
    adapt: (row) => ({ ...row, name: `tag:${String(row["name"])}` }),
  },
  {
    from: "deployment",
    into: "deployment",
    columns: [
      ...made,
      "flow_id",
      "name",
      "version",
      "description",
      "paused",
      "tags",
      "labels",
      "work_queue_id",
      "last_polled",
      "status",
      "enforce_parameter_schema",
      "path",
      "entrypoint",
      "concurrency_options",
      "created_by",
      "updated_by",
      ["job_variables", "infra_overrides"],
      "parameters",
      "pull_steps",
      "parameter_openapi_schema",
    ],
    defaults: { tags: [], labels: {}, parameters: "{}", enforce_parameter_schema: false, paused: false },
  },
  {
    from: "deployment_schedule",
    into: "deployment_schedule",
    columns: [...made, "deployment_id", "slug", "active", "max_scheduled_runs", "schedule", "parameters"],
    defaults: { parameters: "{}", slug: null },
    adapt: (row, now) => ({
      ...row,
      declared_active: row["active"],
      generate_at: row["active"] === true ? now : null,
      content_key: scheduleKey({
        schedule: row["schedule"] as Schedule,
        parameters: String(row["parameters"]),
        slug: row["slug"] as string | null,
      }),
    }),
  },
  {
    from: "flow_run",
    into: "flow_run",
    columns: [
      ...run,
      "flow_id",
      "deployment_id",
      "deployment_version",
      "work_queue_id",
      "work_queue_name",
      "parent_task_run_id",
      "idempotency_key",
      "flow_version",
      "auto_scheduled",
      "infrastructure_pid",
      "created_by",
      "context",
      "job_variables",
      "parameters",
    ],
    defaults: { ...runDefaults, attempt: 0, context: "{}", parameters: "{}", auto_scheduled: false },
    adapt: withStateId,
  },
  stateTable("flow_run_state", "flow_run_id"),
  {
    from: "task_run",
    into: "task_run",
    columns: [
      ...run,
      "flow_run_id",
      "dynamic_key",
      "task_key",
      "flow_run_run_count",
      "cache_key",
      "cache_expiration",
      "task_version",
      "task_inputs",
    ],
    defaults: { ...runDefaults, generation: 0, flow_run_run_count: 0, task_inputs: {} },
    adapt: withStateId,
  },
  stateTable("task_run_state", "task_run_id"),
  {
    from: "log",
    into: "log",
    columns: ["id", "created", "timestamp", "level", "flow_run_id", "task_run_id", "name", "message"],
  },
  { from: "artifact", into: "artifact", columns: artifact },
  { from: "artifact_collection", into: "artifact_collection", columns: [...artifact, "latest_id"] },
  {
    from: "flow_run_input",
    into: "flow_run_input",
    columns: [...made, "flow_run_id", "key", "sender", "value"],
  },
  {
    from: "variable",
    into: "variable",
    columns: [...made, "name", "tags", "value"],
    defaults: { tags: [], value: "null" },
  },
  { from: "saved_search", into: "saved_search", columns: [...made, "name", "filters"], defaults: { filters: [] } },
];

/** What is not taken over, and what to do about it. */
export const leftBehind: Readonly<Record<string, string>> = {
  block_document: "is encrypted with a key of Prefect's: save the blocks again",
  automation: "is not taken over yet: make it again",
  events: "is history that Prefect deletes after a week; those of states follow from the states",
  deployment_version: "is history: the current version of each deployment is taken over",
  worker: "comes back with its next heartbeat",
};
