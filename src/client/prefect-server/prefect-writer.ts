// The recording route over Prefect's own routes (engine.md W1): what our SDK records on a server that is none of ours.
//
// Invariants
//   P1. Items are written in their order; an item that the server refuses is answered so, and blocks no other.
//   P2. The server names flow runs and artifacts by ids of its own: ours are kept beside them for the life of the process.
//   P3. A batch that could not be written to its end comes again as it was: what was answered of it is not written a
//       second time, and what may have been is found again by its ids, keys and transitions.

import { isoFromMicros } from "../../lib/clock.ts";
import type {
  ArtifactItem,
  FlowRunItem,
  FlowStateItem,
  LogsItem,
  RecordAnswer,
  RecordItem,
  RecordedState,
  RecordRefusal,
  TaskRunItem,
} from "../../schemas/record.ts";
import { PrefectRefusal, type PrefectRoutes } from "./prefect-routes.ts";
import { type WireState, stateFromWire, stateOnWire } from "./prefect-wire.ts";
import { eventsOf, inputsOnWire, isOver, type KnownCall, newCall } from "./task-run-events.ts";

interface Orchestrated {
  status: "ACCEPT" | "REJECT" | "ABORT" | "WAIT";
  state: WireState | null;
  details: { reason?: string | null; delay_seconds?: number };
}

export class PrefectWriter {
  readonly #routes: PrefectRoutes;
  readonly #flowRuns = new Map<string, string>();
  readonly #artifacts = new Map<string, string>();
  readonly #flows = new Map<string, string>();
  readonly #calls = new Map<string, KnownCall>();
  readonly #parents = new Map<string, string>();
  /** Of a batch that was not written to its end, by the numbers of its items (P3). */
  readonly #answered = new Map<number, RecordAnswer>();

  constructor(routes: PrefectRoutes) {
    this.#routes = routes;
  }

  /** The server's id of a flow run that we have started. */
  flowRunId(id: string): string {
    return this.#flowRuns.get(id) ?? id;
  }

  async record(items: readonly RecordItem[]): Promise<RecordAnswer[]> {
    const left = items.filter(({ n }) => !this.#answered.has(n));
    for (let at = 0; at < left.length;) {
      const calls = leadingCalls(left, at);
      const answers = calls.length > 0 ? await this.#recordCalls(calls) : [await this.#recordAlone(left[at]!)];
      for (const answer of answers) this.#answered.set(answer.n, answer);
      at += answers.length;
    }
    const answers = items.map(({ n }) => this.#answered.get(n)!);
    this.#answered.clear();
    return answers;
  }

  async #recordAlone(item: RecordItem): Promise<RecordAnswer> {
    try {
      return (await this.#write(item)) ?? { n: item.n, status: "accepted" };
    } catch (error) {
      if (!(error instanceof PrefectRefusal)) throw error;
      return refused(item, error.status === 404 ? "missing" : "invalid", error.message);
    }
  }

  async #write(item: RecordItem): Promise<RecordAnswer | undefined> {
    switch (item.kind) {
      case "flow-run":
        await this.#startFlowRun(item);
        return undefined;
      case "flow-state":
        return this.#propose(item);
      case "logs":
        await this.#writeLogs(item);
        return undefined;
      case "artifact":
        await this.#writeArtifact(item);
        return undefined;
      case "task-run": // comes in groups
      case "note": // has no place there
        return undefined;
    }
  }

  async #startFlowRun(item: FlowRunItem): Promise<void> {
    const id = this.#flowRuns.get(item.id) ?? (await this.#createFlowRun(item));
    this.#flowRuns.set(item.id, id);
    for (const state of item.states) if (state.type !== "PENDING") await this.#setState(id, state);
  }

  async #createFlowRun(item: FlowRunItem): Promise<string> {
    if (item.parent_task_run_id) await this.#createTaskRun(item.parent_task_run_id);
    const flow_id = await this.#flowId(item.flow.name);
    const run = await this.#routes.post<{ id: string }>("/flow_runs/", {
      flow_id,
      name: item.name,
      flow_version: item.flow_version ?? null,
      parameters: JSON.parse(item.parameters_json) as unknown,
      tags: item.tags,
      parent_task_run_id: item.parent_task_run_id ?? null,
      idempotency_key: item.idempotency_key ?? item.id, // sent again, it is found again (P3)
      empirical_policy: { retries: item.retries ?? 0, retry_delay: item.retry_delay ?? 0 },
      state: { type: "PENDING" },
    });
    return run.id;
  }

  async #flowId(name: string): Promise<string> {
    const known = this.#flows.get(name);
    if (known !== undefined) return known;
    const { id } = await this.#routes.post<{ id: string }>("/flows/", { name });
    this.#flows.set(name, id);
    return id;
  }

  /** The task run that stands for a child has to be there before the child is. */
  async #createTaskRun(id: string): Promise<void> {
    const call = this.#calls.get(id);
    const flowRunId = this.#parents.get(id);
    if (call === undefined || flowRunId === undefined) return;
    const { definition } = call;
    await this.#routes.post("/task_runs/", {
      id,
      name: call.name,
      flow_run_id: flowRunId,
      task_key: definition.task_key,
      dynamic_key: definition.dynamic_key,
      tags: definition.tags ?? [],
      task_inputs: inputsOnWire(definition),
      state: { type: "PENDING" },
    });
  }

  async #propose(item: FlowStateItem): Promise<RecordAnswer> {
    const id = this.flowRunId(item.id);
    if (item.name) await this.#routes.patch(`/flow_runs/${id}`, { name: item.name });
    const { status, state, details } = await this.#setState(id, item.state);
    const reason = details.reason ?? null;
    const isKnown = state?.type === item.state.type && state.state_details?.["transition_id"] === item.state.id;
    // It was accepted before, and the answer was lost.
    switch (isKnown ? "ACCEPT" : status) {
      case "ACCEPT":
        return { n: item.n, status: "accepted", state: state === null ? undefined : stateFromWire(state) };
      case "REJECT":
        return { n: item.n, status: "rejected", state: state && stateFromWire(state), reason };
      case "WAIT":
        return { n: item.n, status: "wait", delay_seconds: details.delay_seconds ?? 1, reason };
      case "ABORT":
        return refused(item, "aborted", reason ?? "the server aborted the transition");
    }
  }

  #setState(id: string, state: RecordedState): Promise<Orchestrated> {
    return this.#routes.post<Orchestrated>(`/flow_runs/${id}/set_state`, { state: stateOnWire(state), force: false });
  }

  async #recordCalls(items: readonly TaskRunItem[]): Promise<RecordAnswer[]> {
    const events = items.flatMap((item) => this.#eventsOf(item));
    try {
      if (events.length > 0) await this.#routes.post("/events", events);
      return items.map(({ n }) => ({ n, status: "accepted" }));
    } catch (error) {
      if (!(error instanceof PrefectRefusal)) throw error;
      return items.map((item) => refused(item, "invalid", error.message));
    }
  }

  #eventsOf(item: TaskRunItem) {
    const call = this.#calls.get(item.id) ?? (item.define ? newCall(item.define) : undefined);
    if (call === undefined) return [];
    const flowRunId = item.flow_run_id ? this.flowRunId(item.flow_run_id) : null;
    this.#calls.set(item.id, call);
    if (flowRunId !== null) this.#parents.set(item.id, flowRunId);
    const events = eventsOf(item, call, flowRunId);
    if (isOver(call)) for (const map of [this.#calls, this.#parents]) map.delete(item.id);
    return events;
  }

  async #writeLogs({ logs }: LogsItem): Promise<void> {
    const lines = logs.map(({ name, level, message, timestamp, flow_run_id, task_run_id }) => ({
      name,
      level,
      message,
      timestamp: isoFromMicros(timestamp),
      flow_run_id: flow_run_id ? this.flowRunId(flow_run_id) : null,
      task_run_id: task_run_id ?? null,
    }));
    await this.#routes.post("/logs/", lines);
  }

  async #writeArtifact(item: ArtifactItem): Promise<void> {
    const data = JSON.parse(item.data_json) as unknown;
    const known = this.#artifacts.get(item.id);
    if (known !== undefined || item.update === true) {
      if (known !== undefined) await this.#routes.patch(`/artifacts/${known}`, { data });
      return;
    }
    const { key, type, description, flow_run_id, task_run_id } = item;
    const run = flow_run_id ? this.flowRunId(flow_run_id) : null;
    const artifact = { key: key ?? null, type, description: description ?? null, data, flow_run_id: run };
    const { id } = await this.#routes.post<{ id: string }>("/artifacts/", {
      ...artifact,
      task_run_id: task_run_id ?? null,
    });
    this.#artifacts.set(item.id, id);
  }
}

/** The task runs at this place in a batch: their events travel together. */
function leadingCalls(items: readonly RecordItem[], from: number): TaskRunItem[] {
  const calls: TaskRunItem[] = [];
  for (let at = from; at < items.length; at++) {
    const item = items[at]!;
    if (item.kind !== "task-run") break;
    calls.push(item);
  }
  return calls;
}

function refused(item: RecordItem, code: RecordRefusal, reason: string): RecordAnswer {
  return { n: item.n, status: "refused", code, reason };
}
