// One try of a flow run while it executes in this process.
//
// Invariants
//   B1. A frame that is over records nothing: a call made from its context throws Abort (engine.md C5).
//   B2. `openCalls` holds the calls made by the body and not settled yet, nested ones not included.

import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import type { TaskRunner } from "../../runners/task-runner.ts";
import type { FlowRunView } from "../../run-view.ts";
import type { Call } from "../calls/call.ts";
import type { Memo } from "../calls/memo.ts";
import type { Recorder } from "../reporting/recorder.ts";
import type { Scope } from "../calls/scope.ts";
import type { Stopper } from "../stopper.ts";

export interface FlowFrame extends FlowRunView {
  readonly definition: FlowDefinition;
  name: string;
  parameters: Record<string, unknown>;
  runCount: number;
  readonly flowName: string;
  readonly tags: readonly string[];
  /** Token of this attempt: what the store knows this process's right to write by (engine.md L3). */
  readonly attempt: string;
  readonly recorder: Recorder;
  /** The try of the run in which this body executes (engine.md M0). */
  readonly try: number;
  /** What earlier attempts left; undefined for a run that is new. */
  readonly memo: Memo | undefined;
  readonly scope: Scope;
  readonly openCalls: Set<Call>;
  readonly stopper: Stopper;
  readonly runner: TaskRunner;
  readonly logPrints: boolean;
  readonly parent: { readonly id: string } | undefined;
  readonly rootId: string;
  readonly parentTaskRunId: string | undefined;
  /** Set when the body's time is up: by its end, its timeout, its cancellation or a take-over. */
  isOver: boolean;
  /** A worker ended while it ran a task: what that had called may be open in the store, with nobody to end it. */
  leavesCalls: boolean;
}
