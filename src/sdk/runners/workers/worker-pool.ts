// The workers of one flow run's task runner.
//
// Invariants
//   W1. A worker runs one task at a time; how many do so at once is for the slots to say.
//   W2. A worker that was killed or has ended is never used again.
//   W3. When the pool is disposed, no worker of it is left.

import { connect } from "../../engine/reporting/process.ts";
import type { FlowFrame } from "../../engine/flows/flow-frame.ts";
import type { Stopper } from "../../engine/stopper.ts";
import type { Slot } from "../../engine/tasks/task-frame.ts";
import { workerLost } from "../../engine/tasks/task-outcome.ts";
import { Abort } from "../../errors.ts";
import type { TaskEnvelope } from "../remote/envelope.ts";
import { type Outcome, returned, threw } from "../remote/outcome.ts";
import type { Slots } from "../slots.ts";
import { PoolWorker, WorkerGone } from "./pool-worker.ts";
import { stopInSteps } from "./stop-in-steps.ts";
import { WorkerDesk, type DeskParts } from "./worker-desk.ts";
import type { WorkerKind } from "./worker-process.ts";

export interface PoolTask {
  envelope: TaskEnvelope;
  stopper: Stopper;
  /** The place that it occupies. */
  slot: Slot | undefined;
  /** Told when its body begins. */
  begin(): void;
}

export interface PoolOptions {
  kind: WorkerKind;
  flow: FlowFrame;
  slots: Slots;
}

/** Opens the pool of a flow run. The store knows the run then: a worker's records may overtake its parent's. */
export async function openPool({ kind, flow, slots }: PoolOptions): Promise<WorkerPool> {
  const { api } = await connect();
  await flow.recorder.record({ kind: "logs", attempt: flow.attempt, logs: [] }); // answered after everything before it
  return new WorkerPool(kind, { api, flow, slots });
}

interface Member {
  worker: PoolWorker;
  desk: WorkerDesk;
}

export class WorkerPool implements AsyncDisposable {
  readonly #kind: WorkerKind;
  readonly #parts: DeskParts;
  readonly #running = new Map<PoolTask, Promise<Outcome>>();
  #idle: Member[] = [];

  constructor(kind: WorkerKind, parts: Omit<DeskParts, "run">) {
    this.#kind = kind;
    this.#parts = { ...parts, run: (task) => this.run(task) };
  }

  /** Runs a task in a worker. The loss of the worker is an outcome too. */
  async run(task: PoolTask): Promise<Outcome> {
    const outcome = this.#runIn(this.#takeMember(), task);
    this.#running.set(task, outcome);
    try {
      return await outcome;
    } finally {
      this.#running.delete(task);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const task of this.#running.keys()) task.stopper.stop(new Abort("The flow run has ended."));
    await Promise.allSettled(this.#running.values());
    await Promise.all(this.#idle.map(({ worker }) => worker.kill()));
    this.#idle = [];
  }

  async #runIn(member: Member, task: PoolTask): Promise<Outcome> {
    const { worker, desk } = member;
    const over = new AbortController();
    let stopped: Promise<void> | undefined;
    desk.open(task, worker.line);
    const forget = task.stopper.onStop((reason) => {
      stopped = stopInSteps(worker, {
        reason,
        graceSeconds: this.#parts.flow.definition.graceSeconds,
        isOver: over.signal,
      });
    });
    try {
      return await worker.line.ask("run", task.envelope);
    } catch (error) {
      if (!(error instanceof WorkerGone)) throw error;
      return stopped === undefined ? this.#lost(task, desk.lastFault, error) : threw(task.stopper.reason);
    } finally {
      forget();
      over.abort();
      await stopped;
      await desk.close();
      this.#giveBack(member);
    }
  }

  #lost({ envelope }: PoolTask, fault: string | undefined, gone: WorkerGone): Outcome {
    const how = fault === undefined ? gone.message : `ended by an error that nothing caught (${fault})`;
    return returned(
      workerLost(`The ${this.#kind.name} that ran ${envelope.task.name} ${how} before the task did.`),
      envelope.task.taskName,
    );
  }

  #takeMember(): Member {
    for (let member = this.#idle.pop(); member !== undefined; member = this.#idle.pop()) {
      if (member.worker.isAlive) return member;
    }
    const desk = new WorkerDesk(this.#parts);
    return { desk, worker: new PoolWorker(this.#kind.start(), desk) };
  }

  #giveBack(member: Member): void {
    if (!member.worker.isAlive) {
      this.#parts.flow.leavesCalls = true;
      return;
    }
    if (this.#idle.length < this.#parts.slots.limit) this.#idle.push(member);
    else void member.worker.kill();
  }
}
