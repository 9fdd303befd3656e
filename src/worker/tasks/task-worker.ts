// Takes background tasks from the server, and executes them here.
//
// Invariants
//   T1. One question at a time; what happens meanwhile is one more question afterwards.
//   T2. The lease of the worker covers all its tasks. It is renewed by a thread, so that a task that blocks the event loop
//       loses nothing. What went to another worker all the same runs on here: it is done at least once.
//   T3. A task is reported as ended only after its end was accepted: until then it would be delivered again.

import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { wakes } from "../../client/wake.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { TaskClaimAnswer, TaskClaimRequest } from "../../schemas/background-task.ts";
import type { ServeTasksOptions } from "../../sdk/background/background-options.ts";
import type { TaskDefinition } from "../../sdk/definitions/task-definition.ts";
import type { Call } from "../../sdk/engine/calls/call.ts";
import { type LeaseRenewal, renewLeases } from "../../sdk/engine/liveness/lease-renewal.ts";
import { leaseSeconds, thisOwner } from "../../sdk/engine/liveness/owner.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import { restoreParameters } from "../../sdk/engine/results/at-rest.ts";
import { executeDelivered } from "../../sdk/engine/tasks/execute-delivered.ts";
import type { Api } from "../../sdk/host.ts";

type Delivery = TaskClaimAnswer["tasks"][number];

const longestPauseMs = 10_000;

export class TaskWorker implements AsyncDisposable {
  readonly limit: number;
  readonly #api: Api;
  readonly #tasks: ReadonlyMap<string, TaskDefinition>;
  readonly #options: ServeTasksOptions;
  readonly #worker: TaskClaimRequest["worker"];
  readonly #started = new Date();
  readonly #stop = new AbortController();
  readonly #open = new Map<string, { call: Call | undefined; done: Promise<void> }>();
  #renewal: LeaseRenewal | undefined;
  #ended: string[] = [];
  #executed = 0;
  #failures = 0;
  #due = Promise.withResolvers<void>();

  constructor(api: Api, tasks: ReadonlyMap<string, TaskDefinition>, options: ServeTasksOptions) {
    this.#api = api;
    this.#tasks = tasks;
    this.#options = options;
    this.limit = options.limit ?? 10;
    if (!Number.isInteger(this.limit) || this.limit < 1)
      throw new TypeError(`The limit of a task worker is a whole number, 1 or more, not ${this.limit}.`);
    this.#worker = {
      id: uuidv7(),
      name: options.name ?? `${hostname()}-${process.pid}`,
      task_keys: [...tasks.keys()],
      lease_seconds: leaseSeconds(),
      owner: thisOwner(),
    };
  }

  /** Takes tasks and executes them, until `end`. */
  async work(): Promise<void> {
    void this.#listen();
    while (!this.#stop.signal.aborted) {
      this.#due = Promise.withResolvers();
      const waitMs = await this.#askOnce();
      await this.#pause(waitMs);
    }
  }

  /** What is under way gets its grace period, or less when told twice; what has not ended then goes to others. */
  async end(atOnce: Promise<unknown>): Promise<void> {
    this.#stop.abort();
    this.#due.resolve();
    if (this.#open.size > 0) {
      const { graceSeconds = 30 } = this.#options;
      console.error(`Stopping: ${this.#open.size} tasks get ${graceSeconds} s to end, then they go to other workers.`);
      const enough = new AbortController();
      const late = sleep(graceSeconds * 1000, undefined, { signal: enough.signal }).catch(() => {});
      await Promise.race([Promise.all([...this.#open.values()].map(({ done }) => done)), late, atOnce]);
      enough.abort();
    }
    await ask(this.#api, `/sluice/task_workers/${this.#worker.id}/leave`, { method: "POST", retries: 2 }).catch(
      () => {}, // its lease ends by itself
    );
  }

  status(): object {
    return {
      status: "healthy",
      name: this.#worker.name,
      started: this.#started.toISOString(),
      tasks: [...this.#tasks.values()].map(({ name }) => name),
      limit: this.limit,
      running: [...this.#open.keys()],
      executed: this.#executed,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#renewal?.remove(this.#worker.id);
    await Promise.resolve();
  }

  async #listen(): Promise<void> {
    const topics = this.#worker.task_keys.map((key) => `task-key:${key}`);
    for await (const _ of wakes(this.#api, topics, { signal: this.#stop.signal })) this.#due.resolve();
  }

  async #pause(ms: number): Promise<void> {
    const enough = new AbortController();
    await Promise.race([this.#due.promise, sleep(ms, undefined, { signal: enough.signal }).catch(() => {})]);
    enough.abort();
  }

  /** Asks for as many tasks as there is room for; returns how long to wait when nothing is told of before. */
  async #askOnce(): Promise<number> {
    const ended = this.#ended;
    this.#ended = [];
    const running = [...this.#open.keys()];
    const limit = Math.max(0, this.limit - running.length);
    const body: TaskClaimRequest = { worker: this.#worker, limit, ended, running };
    try {
      const path = "/sluice/background_tasks/claim";
      const answer = await ask<TaskClaimAnswer>(this.#api, path, { method: "POST", body, retries: 0 });
      return this.#hear(answer);
    } catch (error) {
      this.#ended.push(...ended);
      if (this.#failures++ === 0)
        console.error(`The server at ${this.#api.url} does not answer (${String(error)}). Tasks under way go on.`);
      return Math.min(longestPauseMs, 250 * 2 ** Math.min(this.#failures, 8));
    }
  }

  #hear({ tasks, cancelling, next_in_ms }: TaskClaimAnswer): number {
    if (this.#failures > 0) console.error("The server answers again.");
    this.#failures = 0;
    if (this.#renewal === undefined) {
      this.#renewal = renewLeases(this.#api, () => {}); // what is asked of it, it is told when it asks next
      this.#renewal.add(this.#worker.id);
    }
    for (const id of cancelling) this.#open.get(id)?.call?.cancel("Cancelled from outside.");
    for (const task of tasks) if (!this.#open.has(task.id) && !this.#ended.includes(task.id)) this.#start(task);
    return Math.min(next_in_ms ?? Infinity, (this.#options.pollSeconds ?? 5) * 1000);
  }

  #start(task: Delivery): void {
    const entry: { call: Call | undefined; done: Promise<void> } = { call: undefined, done: Promise.resolve() };
    this.#open.set(task.id, entry);
    entry.done = this.#execute(task, (call) => (entry.call = call)).then((isSettled) => {
      this.#open.delete(task.id);
      this.#executed += 1;
      if (isSettled) this.#ended.push(task.id); // T3
      this.#due.resolve();
    });
  }

  async #execute(task: Delivery, onCall: (call: Call) => void): Promise<boolean> {
    try {
      const args = restoreParameters(task.parameters);
      const call = await executeDelivered(this.#tasks.get(task.task_key)!, { ...task, args });
      onCall(call);
      await call.settled;
      return true;
    } catch (error) {
      return await this.#failed(task, error);
    }
  }

  /** Its arguments cannot be read here: the next delivery would end in the same way. */
  async #failed(task: Delivery, error: unknown): Promise<boolean> {
    const state = { type: "FAILED", message: `The task could not be started: ${String(error)}` };
    const body = { state, force: true };
    try {
      await ask(this.#api, `/task_runs/${task.id}/set_state`, { method: "POST", body });
      return true;
    } catch {
      return false;
    }
  }
}
