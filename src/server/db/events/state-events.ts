// Events about the states of runs, derived from the states (engine.md W2): id = state id, occurred = state time.
//
// Invariants
//   E1. A page is one range of the states' ids, which are ordered by time: no index on time is needed.

import type { Micros } from "../../../lib/clock.ts";
import { isoFromMicros } from "../../../lib/clock.ts";
import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import { firstIdAt } from "../../../lib/time-ordered-id.ts";
import type { StateType } from "../../../schemas/state.ts";
import { type EventRange, type KnownEvent, resourceIdLabel, roleLabel } from "./events.ts";
import type { StateKind } from "../filters/event-filter.ts";
import type { Store } from "../store.ts";

/** How far a state's id may be from its time: clients make the id a little before or after. */
const slack = 600_000_000;

export async function listStateEvents(store: Store, kind: StateKind, range: EventRange): Promise<KnownEvent[]> {
  const rows = await (kind === "flow_run" ? flowRunStates(store, range) : taskRunStates(store, range));
  const previous = await statesById(
    store,
    kind,
    rows.flatMap(({ previous_id }) => previous_id ?? []),
  );
  return rows.map((row) => eventOf(kind, row, previous.get(row.previous_id ?? "")));
}

export async function countStateEvents(
  store: Store,
  kind: StateKind,
  { where, since, until }: Pick<EventRange, "where" | "since" | "until">,
): Promise<number> {
  const from = firstIdAt(since - slack);
  const to = firstIdAt(until + slack);
  const { count } = await store.read((db) =>
    kind === "flow_run"
      ? db
          .selectFrom("flow_run_state")
          .innerJoin("flow_run", "flow_run.id", "flow_run_state.flow_run_id")
          .select(({ fn }) => fn.countAll<number>().as("count"))
          .where("flow_run_state.id", ">=", from)
          .where("flow_run_state.id", "<", to)
          .where("flow_run_state.timestamp", ">=", since)
          .where("flow_run_state.timestamp", "<=", until)
          .where(where)
          .executeTakeFirstOrThrow()
      : db
          .selectFrom("task_run_state")
          .innerJoin("task_run", "task_run.id", "task_run_state.task_run_id")
          .leftJoin("flow_run", "flow_run.id", "task_run.flow_run_id")
          .select(({ fn }) => fn.countAll<number>().as("count"))
          .where("task_run_state.id", ">=", from)
          .where("task_run_state.id", "<", to)
          .where("task_run_state.timestamp", ">=", since)
          .where("task_run_state.timestamp", "<=", until)
          .where(where)
          .executeTakeFirstOrThrow(),
  );
  return Number(count);
}

interface StateEventRow {
  id: string;
  type: StateType;
  name: string;
  timestamp: Micros;
  message: string | null;
  details: JsonObject | null;
  data: string | null;
  previous_id: string | null;
  run_id: string;
  run_name: string;
  run_count: number;
  tags: string[];
  flow_id: string | null;
  flow_name: string | null;
  flow_run_id: string | null;
  flow_run_name: string | null;
  deployment_id: string | null;
  deployment_name: string | null;
  work_queue_id: string | null;
  work_queue_name: string | null;
  work_pool_id: string | null;
  work_pool_name: string | null;
  work_pool_type: string | null;
  parent_task_run_id: string | null;
  task_run: JsonObject | null;
}

async function flowRunStates(store: Store, range: EventRange): Promise<StateEventRow[]> {
  const { where, since, until, direction, after, limit } = range;
  const rows = await store.read((db) => {
    const query = db
      .selectFrom("flow_run_state")
      .innerJoin("flow_run", "flow_run.id", "flow_run_state.flow_run_id")
      .leftJoin("flow", "flow.id", "flow_run.flow_id")
      .leftJoin("deployment", "deployment.id", "flow_run.deployment_id")
      .leftJoin("work_queue", "work_queue.id", "flow_run.work_queue_id")
      .leftJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
      .select([
        "flow_run_state.id",
        "flow_run_state.type",
        "flow_run_state.name",
        "flow_run_state.timestamp",
        "flow_run_state.message",
        "flow_run_state.details",
        "flow_run_state.data",
        "flow_run.id as run_id",
        "flow_run.name as run_name",
        "flow_run.run_count",
        "flow_run.tags",
        "flow_run.flow_id",
        "flow.name as flow_name",
        "flow_run.deployment_id",
        "deployment.name as deployment_name",
        "flow_run.work_queue_id",
        "work_queue.name as work_queue_name",
        "work_pool.id as work_pool_id",
        "work_pool.name as work_pool_name",
        "work_pool.type as work_pool_type",
        "flow_run.parent_task_run_id",
      ])
      .select(({ selectFrom }) =>
        selectFrom("flow_run_state as previous")
          .select("previous.id")
          .whereRef("previous.flow_run_id", "=", "flow_run_state.flow_run_id")
          .whereRef("previous.timestamp", "<", "flow_run_state.timestamp")
          .orderBy("previous.timestamp", "desc")
          .limit(1)
          .as("previous_id"),
      )
      .where("flow_run_state.id", ">=", firstIdAt(since - slack))
      .where("flow_run_state.id", "<", firstIdAt(until + slack))
      .where("flow_run_state.timestamp", ">=", since)
      .where("flow_run_state.timestamp", "<=", until)
      .where(where)
      .orderBy("flow_run_state.id", direction)
      .limit(limit);
    const beyond = direction === "asc" ? ">" : "<";
    return (after === undefined ? query : query.where("flow_run_state.id", beyond, after.id)).execute();
  });
  return rows.map((row) => ({ ...row, flow_run_id: null, flow_run_name: null, task_run: null }));
}

async function taskRunStates(store: Store, range: EventRange): Promise<StateEventRow[]> {
  const { where, since, until, direction, after, limit } = range;
  const rows = await store.read((db) => {
    const query = db
      .selectFrom("task_run_state")
      .innerJoin("task_run", "task_run.id", "task_run_state.task_run_id")
      .leftJoin("flow_run", "flow_run.id", "task_run.flow_run_id")
      .leftJoin("flow", "flow.id", "flow_run.flow_id")
      .leftJoin("deployment", "deployment.id", "flow_run.deployment_id")
      .select([
        "task_run_state.id",
        "task_run_state.type",
        "task_run_state.name",
        "task_run_state.timestamp",
        "task_run_state.message",
        "task_run_state.details",
        "task_run_state.data",
        "task_run.id as run_id",
        "task_run.name as run_name",
        "task_run.run_count",
        "task_run.tags",
        "task_run.task_key",
        "task_run.dynamic_key",
        "task_run.flow_run_id",
        "flow_run.name as flow_run_name",
        "flow_run.flow_id",
        "flow.name as flow_name",
        "flow_run.deployment_id",
        "deployment.name as deployment_name",
      ])
      .select(({ selectFrom }) =>
        selectFrom("task_run_state as previous")
          .select("previous.id")
          .whereRef("previous.task_run_id", "=", "task_run_state.task_run_id")
          .whereRef("previous.timestamp", "<", "task_run_state.timestamp")
          .orderBy("previous.timestamp", "desc")
          .limit(1)
          .as("previous_id"),
      )
      .where("task_run_state.id", ">=", firstIdAt(since - slack))
      .where("task_run_state.id", "<", firstIdAt(until + slack))
      .where("task_run_state.timestamp", ">=", since)
      .where("task_run_state.timestamp", "<=", until)
      .where(where)
      .orderBy("task_run_state.id", direction)
      .limit(limit);
    const beyond = direction === "asc" ? ">" : "<";
    return (after === undefined ? query : query.where("task_run_state.id", beyond, after.id)).execute();
  });
  return rows.map(({ task_key, dynamic_key, ...row }) => ({
    ...row,
    ...noPlace,
    task_run: { name: row.run_name, task_key, dynamic_key, tags: row.tags, run_count: row.run_count },
  }));
}

const noPlace = {
  work_queue_id: null,
  work_queue_name: null,
  work_pool_id: null,
  work_pool_name: null,
  work_pool_type: null,
  parent_task_run_id: null,
};

interface PreviousState {
  id: string;
  type: StateType;
  name: string;
  timestamp: Micros;
  message: string | null;
}

async function statesById(store: Store, kind: StateKind, ids: readonly string[]): Promise<Map<string, PreviousState>> {
  if (ids.length === 0) return new Map();
  const rows = await store.read((db) =>
    db
      .selectFrom(`${kind}_state`)
      .select(["id", "type", "name", "timestamp", "message"])
      .where("id", "in", ids)
      .execute(),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function eventOf(kind: StateKind, row: StateEventRow, previous: PreviousState | undefined): KnownEvent {
  const base = kind === "flow_run" ? "prefect.flow-run" : "prefect.task-run";
  const isClose = previous !== undefined && row.timestamp - previous.timestamp < tight;
  return {
    id: row.id,
    occurred: row.timestamp,
    received: row.timestamp,
    event: `${base}.${row.name}`,
    resource: {
      [resourceIdLabel]: `${base}.${row.run_id}`,
      "prefect.resource.name": row.run_name,
      "prefect.run-count": String(row.run_count),
      "prefect.state-message": row.message ?? "",
      "prefect.state-name": row.name,
      "prefect.state-timestamp": isoFromMicros(row.timestamp),
      "prefect.state-type": row.type,
      ...(kind === "task_run" ? { "prefect.orchestration": "client" } : {}),
    },
    related: relatedOf(row),
    payload: payloadOf(row, previous),
    follows: isClose ? previous.id : null,
  };
}

/** Events that are further apart do not follow one another. Source: Prefect's `TIGHT_TIMING`. */
const tight = 300_000_000;

function payloadOf(row: StateEventRow, previous: PreviousState | undefined): JsonObject {
  const { type, name, message } = row;
  const isPaused = type === "PAUSED" && { pause_reschedule: String(row.details?.["pause_reschedule"] === true) };
  const more = row.task_run === null ? isPaused : { state_details: row.details ?? {}, data: dataOf(row.data) };
  return {
    intended: { from: previous?.type ?? null, to: type },
    initial_state:
      previous === undefined ? null : { type: previous.type, name: previous.name, message: previous.message },
    validated_state: { type, name, message, ...more },
    ...(row.task_run === null ? {} : { task_run: row.task_run }),
  } as JsonObject;
}

function dataOf(data: string | null): unknown {
  return data === null ? null : parseExactJson(data);
}

function relatedOf(row: StateEventRow): Record<string, string>[] {
  const resources = [
    resource("flow-run", row.flow_run_id, row.flow_run_name),
    resource("flow", row.flow_id, row.flow_name),
    resource("deployment", row.deployment_id, row.deployment_name),
    resource("work-queue", row.work_queue_id, row.work_queue_name),
    resource("work-pool", row.work_pool_id, row.work_pool_name, { "prefect.work-pool.type": row.work_pool_type ?? "" }),
    resource("task-run", row.parent_task_run_id, null),
  ];
  const tags = row.tags.toSorted().map((tag) => ({ [resourceIdLabel]: `prefect.tag.${tag}`, [roleLabel]: "tag" }));
  return [...resources.filter((one) => one !== undefined), ...tags];
}

function resource(kind: string, id: string | null, name: string | null, more: Record<string, string> = {}) {
  if (id === null) return undefined;
  const named: Record<string, string> = name === null ? {} : { "prefect.resource.name": name };
  return { [resourceIdLabel]: `prefect.${kind}.${id}`, [roleLabel]: kind, ...named, ...more };
}
