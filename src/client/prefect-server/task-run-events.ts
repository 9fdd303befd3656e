// States of task runs as the events by which Prefect's server records them (http-api §10).

import { isoFromMicros } from "../../lib/clock.ts";
import type { Event, RelatedResource } from "../../schemas/event.ts";
import type { CallDefinition, RecordedState, TaskRunItem } from "../../schemas/record.ts";
import { isTerminal } from "../../schemas/state.ts";
import { detailsOnWire } from "./prefect-wire.ts";

/** What is known of a task run that has not ended. */
export interface KnownCall {
  definition: CallDefinition;
  name: string;
  started: number | null;
  ended: number | null;
  running: number;
  last: RecordedState | null;
}

export function newCall(definition: CallDefinition): KnownCall {
  return { definition, name: definition.name, started: null, ended: null, running: 0, last: null };
}

export function isOver({ last }: KnownCall): boolean {
  return last !== null && isTerminal(last.type);
}

/** The events of an item; what is known of its call goes on with them. `flowRunId` is the server's. */
export function eventsOf(item: TaskRunItem, call: KnownCall, flowRunId: string | null): Event[] {
  call.name = item.name ?? call.name;
  return item.states.map((state) => {
    const event = eventOf(item, state, { call: enter(call, state), flowRunId });
    call.last = state;
    return event;
  });
}

function enter(call: KnownCall, state: RecordedState): KnownCall {
  const { last } = call;
  if (last?.type === "RUNNING") call.running += Math.max(0, state.timestamp - last.timestamp);
  if (state.type === "RUNNING") call.started ??= state.timestamp;
  call.ended = isTerminal(state.type) ? state.timestamp : null;
  return call;
}

function eventOf(
  item: TaskRunItem,
  state: RecordedState,
  { call, flowRunId }: { call: KnownCall; flowRunId: string | null },
): Event {
  const { last, definition } = call;
  return {
    id: state.id,
    occurred: isoFromMicros(state.timestamp),
    event: `prefect.task-run.${state.name}`,
    resource: {
      "prefect.resource.id": `prefect.task-run.${item.id}`,
      "prefect.resource.name": call.name,
      "prefect.run-count": String(item.run_count),
      "prefect.state-message": (state.message ?? "").slice(0, 100_000),
      "prefect.state-name": state.name,
      "prefect.state-timestamp": isoFromMicros(state.timestamp),
      "prefect.state-type": state.type,
      "prefect.orchestration": "client",
    },
    related: relatedOf(definition, flowRunId),
    payload: {
      intended: { from: last?.type ?? null, to: state.type },
      initial_state: last === null ? null : stateInPayload(last),
      validated_state: { ...stateInPayload(state), data: null },
      task_run: taskRunOf(item, call),
    } as Event["payload"],
    follows: last?.id ?? null,
  };
}

function stateInPayload({ type, name, message, details }: RecordedState) {
  return { type, name, message: message ?? null, state_details: detailsOnWire(details) };
}

const mostRelated = 100;

function relatedOf({ tags }: CallDefinition, flowRunId: string | null): RelatedResource[] {
  const related = (kind: string, id: string, role: string) => ({
    "prefect.resource.id": `prefect.${kind}.${id}`,
    "prefect.resource.role": role,
  });
  const run = flowRunId === null ? [] : [related("flow-run", flowRunId, "flow-run")];
  return [...run, ...(tags ?? []).toSorted().map((tag) => related("tag", tag, "tag"))].slice(0, mostRelated);
}

function taskRunOf(item: TaskRunItem, { definition, name, started, ended, running }: KnownCall): object {
  const { task_key, dynamic_key, task_version, tags, retries, retry_delay, retry_jitter_factor } = definition;
  return {
    name,
    task_key,
    dynamic_key,
    ...(task_version ? { task_version } : {}),
    empirical_policy: {
      retries: retries ?? 0,
      retry_delay: retry_delay ?? 0,
      retry_jitter_factor: retry_jitter_factor ?? null,
    },
    tags: tags ?? [],
    labels: {},
    task_inputs: inputsOnWire(definition),
    run_count: item.run_count,
    flow_run_run_count: item.try,
    total_run_time: running / 1_000_000,
    ...(started === null ? {} : { start_time: isoFromMicros(started) }),
    ...(ended === null ? {} : { end_time: isoFromMicros(ended) }),
    ...(item.cache_key ? { cache_key: item.cache_key } : {}),
  };
}

/** Upstream task runs only: other kinds of inputs have names of their own here. */
export function inputsOnWire({ task_inputs }: CallDefinition): Record<string, object[]> {
  return Object.fromEntries(
    Object.entries(task_inputs ?? {}).map(([name, inputs]) => [
      name,
      inputs.filter(({ input_type }) => input_type === "task_run").map(({ id }) => ({ input_type: "task_run", id })),
    ]),
  );
}
