// Items as our SDK sends them, and the recording routes that answer them.

import type { Hono } from "hono";
import type { Clock } from "../../src/lib/clock.ts";
import { uuidv7 } from "../../src/lib/uuid.ts";
import type {
  FlowRunItem,
  FlowStateItem,
  Owner,
  RecordAnswer,
  RecordedState,
  TaskRunItem,
} from "../../src/schemas/record.ts";
import { defaultStateName, type StateType } from "../../src/schemas/state.ts";
import { recordApi } from "../../src/server/api/runs/record.ts";
import type { Store } from "../../src/server/db/store.ts";

/** A process on another machine: nobody here can say whether it lives. */
export const stranger: Owner = {
  host: "elsewhere.example",
  boot_id: "b",
  pid: 4711,
  pid_started: "1",
  node: "v24.0.0",
  sdk: "0.0.0",
};

/** The recording routes of a store, called without a socket. */
export class Recorder {
  readonly #api: Hono;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#api = recordApi({ store, clock });
    this.#clock = clock;
  }

  async post<T>(path: string, body: unknown): Promise<{ status: number; body: T }> {
    const request = new Request(`http://sluice${path}`, { method: "POST", body: JSON.stringify(body) });
    const response = await this.#api.fetch(request);
    return { status: response.status, body: (await response.json()) as T };
  }

  async get<T>(path: string): Promise<{ status: number; body: T }> {
    const response = await this.#api.fetch(new Request(`http://sluice${path}`));
    return { status: response.status, body: (await response.json()) as T };
  }

  async record(...items: unknown[]): Promise<RecordAnswer[]> {
    const { body } = await this.post<{ answers: RecordAnswer[] }>("/sluice/record", { items });
    return body.answers;
  }

  state(type: StateType, given: Partial<RecordedState> = {}): RecordedState {
    return { id: uuidv7(), type, name: defaultStateName(type), timestamp: this.#clock.now(), ...given };
  }

  flowRun(given: Partial<FlowRunItem> = {}): FlowRunItem {
    return {
      kind: "flow-run",
      n: 1,
      attempt: uuidv7(),
      id: uuidv7(),
      flow: { name: "crawl", tags: [] },
      name: "brave-otter",
      parameters_json: "{}",
      tags: [],
      lease_seconds: 30,
      owner: stranger,
      states: [this.state("PENDING"), this.state("RUNNING")],
      ...given,
    };
  }

  flowState(run: FlowRunItem, type: StateType, given: Partial<FlowStateItem> = {}): FlowStateItem {
    return { kind: "flow-state", n: 1, attempt: run.attempt, id: run.id, state: this.state(type), ...given };
  }

  taskRun(run: FlowRunItem, given: Partial<TaskRunItem> = {}): TaskRunItem {
    const identity = uuidv7();
    return {
      kind: "task-run",
      n: 1,
      attempt: run.attempt,
      id: uuidv7(),
      flow_run_id: run.id,
      define: { name: "fetch", task_key: "fetch-1a2b3c4d", dynamic_key: identity, identity },
      run_count: 1,
      try: 1,
      states: [this.state("PENDING"), this.state("RUNNING"), this.state("COMPLETED")],
      ...given,
    };
  }
}
