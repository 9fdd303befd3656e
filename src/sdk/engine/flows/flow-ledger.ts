// What one flow run reports to the store.
//
// Invariants
//   E1. The states of a run have rising times.
//   E3. The run, its Pending and its Running are one item, sent with the first record that somebody waits for (engine.md W1).

import { systemClock } from "../../../lib/clock.ts";
import type { FlowRunItem, FlowStateItem, RecordAnswer, RecordedState } from "../../../schemas/record.ts";
import { Abort, RecordRefused } from "../../errors.ts";
import { fromRecordedState, type State, toRecordedState } from "../../state.ts";
import type { NewItem, Recorder } from "../reporting/recorder.ts";

/** What the rules made of a proposed state. */
export type Verdict =
  | { kind: "accepted"; state: State }
  /** Another state took its place; null: the run stays where it is. */
  | { kind: "replaced"; state: State | null; reason: string | null }
  | { kind: "wait"; delaySeconds: number };

export class FlowLedger {
  readonly id: string;
  readonly token: string;
  readonly recorder: Recorder;
  #lastTime: number;
  #defined: Promise<RecordAnswer> | undefined;
  #isHolding: boolean;
  #tellHolding: ((isHolding: boolean) => void) | undefined;

  /** `taken`: the state in which the run was taken over. */
  constructor(parts: { id: string; token: string; recorder: Recorder; taken?: RecordedState | undefined }) {
    this.id = parts.id;
    this.token = parts.token;
    this.recorder = parts.recorder;
    this.#lastTime = parts.taken?.timestamp ?? 0;
    this.#isHolding = parts.taken !== undefined;
  }

  /** Whether the store knows that this attempt executes the run. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** Called when this attempt begins and ceases to hold the run; at once if it has begun. */
  onHolding(tell: (isHolding: boolean) => void): void {
    this.#tellHolding = tell;
    if (this.#isHolding) tell(true);
  }

  /** The run is left: whatever holds it from now on is not this attempt. */
  release(): void {
    this.#hold(false);
  }

  #hold(isHolding: boolean): void {
    if (this.#isHolding === isHolding) return;
    this.#isHolding = isHolding;
    this.#tellHolding?.(isHolding);
  }

  timed(state: State): State {
    const timestamp = Math.max(systemClock.now(), this.#lastTime + 1);
    this.#lastTime = timestamp;
    return state.with({ timestamp });
  }

  /** Defines the run. Nobody waits for it here: whatever is awaited next is committed with it or after it. */
  define(run: Omit<FlowRunItem, "kind" | "n" | "attempt" | "id">): void {
    this.#defined = this.recorder.record({
      kind: "flow-run",
      attempt: this.token,
      id: this.id,
      ...run,
    } satisfies NewItem);
    this.#defined.then(
      ({ status }) => this.#hold(status === "accepted"),
      () => {},
    ); // a failure is looked at by `propose`
  }

  /**
   * Proposes a state and waits for the verdict.
   *
   * @throws {Abort} another attempt has taken over, or the rules say stop · {RecordRefused}
   */
  async propose(state: State, extra: Pick<FlowStateItem, "result" | "leaves_calls"> = {}): Promise<Verdict> {
    const timed = this.timed(state);
    const proposal = this.recorder.record({
      kind: "flow-state",
      attempt: this.token,
      id: this.id,
      state: toRecordedState(timed),
      ...extra,
    });
    if (this.#defined !== undefined) this.#checkDefined(await this.#defined);
    const verdict = verdictOf(await proposal, timed);
    if (verdict.kind !== "wait" && verdict.state?.isFinal() === true) this.#hold(false);
    return verdict;
  }

  /**
   * Waits until the store knows the run: for one that another process may have started first.
   *
   * @throws {RunExists}
   */
  async confirm(): Promise<void> {
    if (this.#defined !== undefined) this.#checkDefined(await this.#defined);
  }

  note(text: string): void {
    this.recorder.post({ kind: "note", attempt: this.token, flow_run_id: this.id, text });
  }

  #checkDefined(answer: RecordAnswer): void {
    this.#defined = undefined;
    if (answer.status === "refused") throw refusal(answer);
  }
}

function verdictOf(answer: RecordAnswer, proposed: State): Verdict {
  switch (answer.status) {
    case "accepted":
      return { kind: "accepted", state: answer.state === undefined ? proposed : withValue(answer.state, proposed) };
    case "rejected":
      return {
        kind: "replaced",
        state: answer.state === null ? null : fromRecordedState(answer.state),
        reason: answer.reason,
      };
    case "wait":
      return { kind: "wait", delaySeconds: answer.delay_seconds };
    case "refused":
      throw refusal(answer);
  }
}

function withValue(recorded: RecordedState, proposed: State): State {
  return fromRecordedState(recorded, proposed.value);
}

/** Another process was first with a run of this idempotency key. */
export class RunExists extends RecordRefused {}

function refusal(answer: Extract<RecordAnswer, { status: "refused" }>): Error {
  if (answer.code === "exists") return new RunExists(answer.reason);
  if (answer.code === "superseded" || answer.code === "aborted") return new Abort(answer.reason);
  return new RecordRefused(`The store refused this run: ${answer.reason}`);
}
