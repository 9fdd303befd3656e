import type { TaskRunView } from "../../run-view.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import type { Call } from "../calls/call.ts";
import type { Recorder } from "../reporting/recorder.ts";
import type { Stopper } from "../stopper.ts";

/** One task run while it executes. */
export interface TaskFrame extends TaskRunView {
  readonly definition: TaskDefinition;
  name: string;
  runCount: number;
  readonly call: Call;
  readonly stopper: Stopper;
  readonly logPrints: boolean;
  /** The slot of a limited runner that its body occupies, given back while it waits for nested calls (engine.md T, P28). */
  readonly slot: Slot | undefined;
  /** Where its records go: the same as its flow run's, where it is part of one. */
  readonly recorder: Recorder;
  /** Calls that its body made and that have not settled. */
  readonly openCalls: Set<Call>;
  /** Set when its body's time is up: a call made after that throws Abort (engine.md C5). */
  isOver: boolean;
}

/** A place among the bodies that may run at once. */
export interface Slot {
  /** How many bodies that have places of their own are around this one. */
  readonly depth: number;
  /** A nested call was made: while one is open, somebody else may have the place. */
  enterNested(): void;
  /** A nested call ended; resolves when the place is held again. */
  leaveNested(): Promise<void>;
  /** The same place for a task that the body calls, and that runs right here: it is not given back by it. */
  borrow(): Slot;
  release(): void;
}
