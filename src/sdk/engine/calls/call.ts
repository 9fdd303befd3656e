// One call of a task or flow, as its caller holds it: a promise with extras, or a future.

import { withoutOwnFrames } from "../../../lib/own-frames.ts";
import { isSluiceError } from "../../../lib/sluice-error.ts";
import { brand, hasBrand } from "../../brand.ts";
import { State } from "../../state.ts";

export type CallKind = "task" | "flow";

/**
 * A call that was made. Its `settled` promise never rejects: it resolves with the final state,
 * after that state and its result are committed (engine.md C1).
 */
export class Call<T = unknown> {
  readonly kind: CallKind;
  /** Id of the task run; of the flow run for a flow that was called at the top. */
  id: string;
  readonly name: string;
  readonly settled: Promise<State<T>>;
  /** engine.md I1; undefined outside a flow run. */
  identity: string | undefined;
  runName: string;
  childFlowRunId: string | undefined;
  /** Whether somebody asked for its outcome: an unobserved failure is logged (engine.md C3). */
  observed = false;
  /** A progress line counts it, so that its completion is no line of its own. */
  isCounted = false;
  /** Called when the body that made this call has ended: closes a generator that nobody asks any more. */
  onLeft: (() => void) | undefined;
  #resolve!: (state: State<never>) => void;
  #state: State<T> | undefined;
  #isSettled = false;
  #control: CallControl | undefined;
  #asked: { reason: string; how: keyof CallControl } | undefined;

  constructor(kind: CallKind, id: string, name: string) {
    this.kind = kind;
    this.id = id;
    this.name = name;
    this.runName = name;
    this.settled = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** The last state known here. */
  get state(): State<T> {
    return (this.#state ??= new State<T>({ type: "PENDING" }));
  }

  set state(state: State<T>) {
    this.#state = state;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  settle(state: State<T>): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.state = state;
    this.#control = undefined;
    this.#resolve(state as State<never>);
  }

  /** Says how to stop this call while it runs; what was asked before is passed on at once. */
  onStop(control: CallControl): void {
    this.#control = control;
    if (this.#asked !== undefined) control[this.#asked.how](this.#asked.reason);
  }

  /** Gives the body the abort signal, and lets it end by itself. */
  signal(reason: string): void {
    this.#ask("signal", reason);
  }

  /** Gives the body the abort signal and ends the run at once; what the body still does is dropped. */
  cancel(reason: string): void {
    this.#ask("end", reason);
  }

  get cancelReason(): string | undefined {
    return this.#asked?.reason;
  }

  #ask(how: keyof CallControl, reason: string): void {
    if (this.#isSettled) return;
    if (this.#asked?.how !== "end") this.#asked = { reason, how };
    this.#control?.[how](reason);
  }
}

/** The two ways to stop a call. */
export interface CallControl {
  signal(reason: string): void;
  end(reason: string): void;
}

const callKey = Symbol.for("sluice/call");

/** What calling a flow or a task gives: a promise of its value, and more. */
export interface CallPromise<T> extends Promise<T> {
  readonly [brand]: "call";
  /** Id of the flow run or task run. */
  readonly id: string;
  /** The final state; it does not throw for a run that failed. */
  state(): Promise<State<T>>;
  /** Asks the run to stop: its signal is aborted; resolves with the state in which it ended. */
  cancel(reason?: string): Promise<State<T>>;
}

class LiveCallPromise<T> extends Promise<T> implements CallPromise<T> {
  declare readonly [brand]: "call";
  declare [callKey]: Call<T>;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  get id(): string {
    return this[callKey].childFlowRunId ?? this[callKey].id;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise; asking for its value is what counts as looking at it
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this[callKey].observed = true;
    return super.then(onFulfilled, onRejected);
  }

  state(): Promise<State<T>> {
    dealtWith(this);
    return observe(this[callKey]).settled;
  }

  cancel(reason = "Cancelled by its caller."): Promise<State<T>> {
    this[callKey].cancel(reason);
    return this.state();
  }
}
void Object.defineProperty(LiveCallPromise.prototype, brand, { value: "call" });

/** Marks a call as looked at, and its rejection as dealt with (engine.md C2). */
export function observe<T>(call: Call<T>): Call<T> {
  call.observed = true;
  return call;
}

/**
 * The promise that a caller gets. Inside a flow run its rejection never counts as unhandled: the run itself
 * looks after calls that nobody waits for.
 */
export function promiseOf<T>(call: Call<T>, options: { looked: boolean }): CallPromise<T> {
  const promise = new LiveCallPromise<T>((resolve, reject) => {
    void call.settled.then((state) => {
      if (state.isCompleted() && state.value.kind === "value") resolve(state.value.value);
      else state.result().then(resolve, (error: unknown) => reject(options.looked ? error : forItsReader(error)));
    });
  });
  promise[callKey] = call;
  if (options.looked) dealtWith(promise);
  return promise;
}

/** An error of ours that leaves Sluice shows the frames of its reader's code, not of ours. */
function forItsReader(error: unknown): unknown {
  if (!isSluiceError(error)) return error;
  for (let at: unknown = error; at instanceof Error; at = at.cause) at.stack = withoutOwnFrames(at.stack ?? String(at));
  return error;
}

/** Node need not complain of this rejection: somebody looks at the state behind it. */
function dealtWith(promise: Promise<unknown>): void {
  void Promise.prototype.then.call(promise, undefined, () => {});
}

export function isCallPromise(value: unknown): value is CallPromise<unknown> {
  return hasBrand(value, "call");
}

/** The call behind a promise or a future. */
export function callOf(value: object): Call {
  return (value as { [callKey]: Call })[callKey];
}

export function attachCall(holder: object, call: Call): void {
  Object.defineProperty(holder, callKey, { value: call });
}
