// What a worker and the process that started it ask of each other.

import type { Outcome } from "./outcome.ts";
import type { SentRequest, SentResponse } from "./fetch-over-line.ts";
import type { TaskEnvelope } from "./envelope.ts";

/** Names a slot on the line; 0 is the one that the worker's own task holds. */
export type SlotNumber = number;

/** What a worker has to know of its parent's host before it runs anything. */
export interface HostFacts {
  url: string;
  kind: "embedded" | "http";
  headers: Readonly<Record<string, string>> | undefined;
  secretKey: string;
}

/** What the parent does for its worker. */
export interface ParentServices {
  host(body: undefined): HostFacts;
  fetch(request: SentRequest): Promise<SentResponse>;
  /** The next piece of a streaming answer; undefined at its end. */
  readBody(stream: number): Promise<Uint8Array | undefined>;
  endBody(stream: number): Promise<void>;

  storageLocation(body: undefined): Promise<string>;
  readResult(key: string): Promise<Uint8Array | undefined>;
  writeResult(result: { key: string; bytes: Uint8Array }): Promise<void>;
  hasResult(key: string): Promise<boolean>;
  deleteResult(key: string): Promise<void>;

  /** The body of the worker's task begins. */
  begin(body: undefined): void;

  /** A place for a task that the worker's task has submitted. */
  acquire(enclosing: SlotNumber | undefined): Promise<SlotNumber>;
  enterNested(slot: SlotNumber): void;
  leaveNested(slot: SlotNumber): Promise<void>;
  release(slot: SlotNumber): void;
  /** Runs a task that the worker's task has submitted in another worker. */
  submit(task: { number: number; envelope: TaskEnvelope; slot: SlotNumber | undefined }): Promise<Outcome>;
  /** `reason` is the rich text of an error. */
  stopSubmitted(stop: { number: number; reason: string }): void;

  /** Nothing caught this error, so that the worker is about to end. */
  fault(message: string): void;

  /** The nested calls that found, or did not find, what an earlier attempt left (engine.md I5). */
  memoFound(call: { identity: string; digest: string }): void;
  memoFresh(call: { name: string; digest: string }): void;
}

/** What a worker does for its parent. One task at a time. */
export interface WorkerServices {
  run(envelope: TaskEnvelope): Promise<Outcome>;
  /** Aborts the task's signal with an error (rich text). Answered at once: a worker that does not answer is blocked by its task. */
  stop(reason: string): void;
  /** The body of a task that the worker's task has submitted begins. */
  submittedBegins(number: number): void;
  /** The grace period is over: ends the nested calls; answered when that is recorded. */
  end(body: undefined): Promise<void>;
}
