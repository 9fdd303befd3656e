import { defaultStateName, isTerminal, type StateType } from "../schemas/state.ts";
import type { RecordedState } from "../schemas/record.ts";
import { type Micros, systemClock } from "../lib/clock.ts";
import { uuidv7 } from "../lib/uuid.ts";
import { brand, hasBrand } from "./brand.ts";
import { CancelledRun, CrashedRun, FailedRun, MissingResult, PausedRun, UnfinishedRun } from "./errors.ts";

/** What a state knows of the value behind it: in memory, or to be read from the store when it is asked for. */
export type StateValue<T> =
  | { kind: "value"; value: T }
  | { kind: "error"; error: unknown }
  | { kind: "stored"; load: () => Promise<T> }
  | { kind: "none"; reason: string };

export interface StateFields<T = unknown> {
  id?: string;
  type: StateType;
  name?: string | undefined;
  message?: string | null | undefined;
  timestamp?: Micros;
  details?: Record<string, unknown> | null | undefined;
  value?: StateValue<T>;
}

/** Where a run is in its life. A `State` is plain data: it has no `then`. */
export class State<T = unknown> {
  declare readonly [brand]: "state";
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly message: string | null;
  /** Microseconds since the epoch; `date` is the same as a `Date`. */
  readonly timestamp: Micros;
  readonly details: Record<string, unknown>;
  readonly value: StateValue<T>;

  constructor(fields: StateFields<T>) {
    this.id = fields.id ?? uuidv7();
    this.type = fields.type;
    this.name = fields.name ?? defaultStateName(fields.type);
    this.message = fields.message ?? null;
    this.timestamp = fields.timestamp ?? systemClock.now();
    this.details = fields.details ?? {};
    this.value = fields.value ?? { kind: "none", reason: "the state holds no value" };
  }

  /** The same state with other fields. */
  with<U = T>(changes: Partial<StateFields<U>>): State<U> {
    const { id, type, name, message, timestamp, details } = this;
    return new State<U>({
      id,
      type,
      name,
      message,
      timestamp,
      details,
      value: this.value as StateValue<unknown> as StateValue<U>,
      ...changes,
    });
  }

  get date(): Date {
    return new Date(this.timestamp / 1000);
  }

  isScheduled(): boolean {
    return this.type === "SCHEDULED";
  }
  isPending(): boolean {
    return this.type === "PENDING";
  }
  isRunning(): boolean {
    return this.type === "RUNNING";
  }
  isCompleted(): boolean {
    return this.type === "COMPLETED";
  }
  isFailed(): boolean {
    return this.type === "FAILED";
  }
  isCrashed(): boolean {
    return this.type === "CRASHED";
  }
  isCancelled(): boolean {
    return this.type === "CANCELLED";
  }
  isCancelling(): boolean {
    return this.type === "CANCELLING";
  }
  isPaused(): boolean {
    return this.type === "PAUSED";
  }
  isFinal(): boolean {
    return isTerminal(this.type);
  }

  /**
   * The value of a completed run. For a run that failed, crashed or was cancelled it throws the original error, or
   * returns it with `raiseOnFailure: false`.
   *
   * @throws {UnfinishedRun} the run has not ended · {PausedRun} it is paused · {MissingResult} its value was not kept
   */
  async result(options: { raiseOnFailure?: boolean } = {}): Promise<T> {
    if (!this.isFinal() && this.value.kind !== "error") {
      if (this.isPaused())
        throw new PausedRun(
          `The run is paused (${this.toString()}); its result is there once it was resumed and has ended.`,
        );
      throw new UnfinishedRun(`The run has not ended (${this.toString()}); wait for it before asking for its result.`);
    }
    if (this.isCompleted()) return await valueOf(this);
    const error = await this.error();
    if (options.raiseOnFailure === false) return error as T;
    throw error;
  }

  /** The error of a run that failed, crashed or was cancelled: the original one where it is known. */
  async error(): Promise<unknown> {
    if (this.value.kind === "error") return this.value.error;
    if (this.value.kind === "stored") {
      const kept = await this.value.load();
      if (kept !== undefined) return kept;
    }
    const text = this.message ?? String(this);
    if (this.isCrashed()) return new CrashedRun(text);
    if (this.isCancelled()) return new CancelledRun(text);
    return new FailedRun(text);
  }

  /** `Completed()`, `Failed('message')`, `TimedOut('message', type=FAILED)`: as Prefect writes a state. */
  toString(): string {
    const parts = [
      ...(this.message === null ? [] : [`'${this.message}'`]),
      ...(this.name.toUpperCase() === this.type ? [] : [`type=${this.type}`]),
    ];
    return `${this.name}(${parts.join(", ")})`;
  }

  toJSON(): unknown {
    const { id, type, name, message, details } = this;
    return { id, type, name, message, timestamp: this.date.toISOString(), state_details: details };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
Object.defineProperty(State.prototype, brand, { value: "state" });

async function valueOf<T>(state: State<T>): Promise<T> {
  const { value } = state;
  switch (value.kind) {
    case "value":
      return value.value;
    case "stored":
      return await value.load();
    case "error":
      throw value.error;
    case "none":
      throw new MissingResult(`The result of ${state.toString()} is not there: ${value.reason}.`);
  }
}

export function isState(value: unknown): value is State {
  return hasBrand(value, "state");
}

/** The state as it goes to the server. */
export function toRecordedState(state: State): RecordedState {
  const details = Object.keys(state.details).length === 0 ? undefined : state.details;
  return {
    id: state.id,
    type: state.type,
    name: state.name,
    timestamp: state.timestamp,
    message: state.message ?? undefined, // left out of the JSON
    details,
  };
}

export function fromRecordedState(recorded: RecordedState, value?: StateValue<unknown>): State {
  return new State({ ...recorded, ...(value === undefined ? {} : { value }) });
}

export interface StateOptions<T = unknown> {
  name?: string;
  message?: string;
  /** The value that the run's result is to be. */
  data?: T;
}

function make<T>(type: StateType, options: StateOptions<T>, details?: Record<string, unknown>): State<T> {
  const { name, message } = options;
  const value: StateValue<T> =
    "data" in options
      ? { kind: "value", value: options.data as T }
      : { kind: "none", reason: "the state was made without data" };
  return new State<T>({ type, name, message, value, details });
}

export const Completed = <T = undefined>(options: StateOptions<T> = {}): State<T> =>
  make("COMPLETED", "data" in options ? options : { ...options, data: undefined as T });
export const Running = (options: StateOptions = {}): State => make("RUNNING", options);
export const Pending = (options: StateOptions = {}): State => make("PENDING", options);
export const Cancelled = (options: StateOptions = {}): State => make("CANCELLED", options);
export const Cancelling = (options: StateOptions = {}): State => make("CANCELLING", options);
export const Retrying = (options: StateOptions = {}): State => make("RUNNING", { name: "Retrying", ...options });

/** A failed state; `data` may be the error behind it. */
export const Failed = (options: StateOptions = {}): State => failure("FAILED", options);
export const Crashed = (options: StateOptions = {}): State => failure("CRASHED", options);

function failure(type: "FAILED" | "CRASHED", options: StateOptions): State {
  const { name, message, data } = options;
  const value: StateValue<unknown> =
    data === undefined ? { kind: "none", reason: "it failed" } : { kind: "error", error: data };
  return new State({ type, name, message, value });
}

export interface ScheduledOptions extends StateOptions {
  /** Default: now. */
  scheduledTime?: Date;
}

export const Scheduled = (options: ScheduledOptions = {}): State =>
  make("SCHEDULED", options, { scheduled_time: (options.scheduledTime ?? new Date()).toISOString() });
export const AwaitingRetry = (options: ScheduledOptions = {}): State =>
  Scheduled({ name: "AwaitingRetry", ...options });
export const Late = (options: ScheduledOptions = {}): State => Scheduled({ name: "Late", ...options });

export interface PausedOptions extends StateOptions {
  timeoutSeconds?: number;
  expiresAt?: Date;
  /** Suspends: the process ends, and the run is scheduled again when it is resumed. */
  reschedule?: boolean;
  key?: string;
}

/** @throws {TypeError} when both `timeoutSeconds` and `expiresAt` are given */
export const Paused = (options: PausedOptions = {}): State => {
  if (options.timeoutSeconds !== undefined && options.expiresAt !== undefined) {
    throw new TypeError("Paused takes timeoutSeconds or expiresAt, not both.");
  }
  const expires =
    options.expiresAt ??
    (options.timeoutSeconds === undefined ? undefined : new Date(Date.now() + options.timeoutSeconds * 1000));
  return make("PAUSED", options, {
    ...(expires === undefined ? {} : { pause_timeout: expires.toISOString() }),
    ...(options.reschedule ? { pause_reschedule: true } : {}),
    ...(options.key === undefined ? {} : { pause_key: options.key }),
  });
};
export const Suspended = (options: PausedOptions = {}): State =>
  Paused({ name: "Suspended", ...options, reschedule: true });
