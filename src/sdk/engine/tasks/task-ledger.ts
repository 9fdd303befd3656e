// What one task run reports to the store.
//
// Invariants
//   E1. The states of a run have rising times, also within a microsecond.
//   E2. The first item of a run defines it.

import { systemClock } from "../../../lib/clock.ts";
import type { CallDefinition, TaskRunItem } from "../../../schemas/record.ts";
import { Abort, RecordRefused } from "../../errors.ts";
import { State, type StateFields, toRecordedState } from "../../state.ts";
import type { Call } from "../calls/call.ts";
import type { FlowFrame } from "../flows/flow-frame.ts";
import type { NewItem, Recorder } from "../reporting/recorder.ts";

export type ItemFields = Pick<TaskRunItem, "states"> & Partial<TaskRunItem>;

export interface LedgerParts {
  call: Call;
  flow: FlowFrame | undefined;
  recorder: Recorder;
  /** Made when the first item goes out. */
  define: () => CallDefinition;
  digest: () => string;
}

export class TaskLedger {
  readonly #parts: LedgerParts;
  #lastTime = 0;
  #isDefined = false;
  runCount = 0;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
  }

  /** Says of a run that is in the store already why its reuse is weak; the definition of another one says it. */
  doubted(weak: string): void {
    if (this.#isDefined) this.post({ states: [], weak });
  }

  get isDefined(): boolean {
    return this.#isDefined;
  }

  /** Goes on where an earlier attempt of the run stopped. */
  goOnFrom(stored: { run_count: number; state_timestamp: number }): void {
    this.#isDefined = true;
    this.runCount = stored.run_count;
    this.#lastTime = stored.state_timestamp;
  }

  /** Enters a state that nobody waits for. */
  enter(fields: StateFields): State {
    const state = new State({ ...fields, timestamp: this.#nextTime() });
    this.#parts.call.state = state;
    this.post({ states: [toRecordedState(state)] });
    return state;
  }

  /**
   * Enters a state, and resolves when it is committed.
   *
   * @throws {Abort} another attempt has taken the run over · {RecordRefused}
   */
  async enterCommitted(fields: StateFields): Promise<void> {
    const state = this.timed(new State(fields));
    this.#parts.call.state = state;
    await this.record({ states: [toRecordedState(state)] });
  }

  timed(state: State): State {
    return state.with({ timestamp: this.#nextTime() });
  }

  #nextTime(): number {
    return (this.#lastTime = Math.max(systemClock.now(), this.#lastTime + 1));
  }

  post(fields: ItemFields): void {
    this.#parts.recorder.post(this.#item(fields));
  }

  /**
   * Resolves when the item is committed.
   *
   * @throws {Abort} another attempt has taken the run over · {RecordRefused}
   */
  async record(fields: ItemFields): Promise<void> {
    const answer = await this.#parts.recorder.record(this.#item(fields));
    if (answer.status !== "refused") return;
    if (answer.code === "superseded") throw new Abort(answer.reason);
    throw new RecordRefused(`The store refused the record of ${this.#parts.call.runName}: ${answer.reason}`);
  }

  #item(fields: ItemFields): NewItem {
    const { call, flow, define, digest } = this.#parts;
    const item: NewItem = {
      kind: "task-run",
      attempt: flow?.attempt,
      id: call.id,
      flow_run_id: flow?.id,
      digest: digest(),
      run_count: this.runCount,
      try: flow?.try ?? 1,
      ...fields,
    };
    if (this.#isDefined) return item;
    this.#isDefined = true;
    return { ...item, define: define() };
  }
}
