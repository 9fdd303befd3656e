// One flow run from its call to its final state.
//
// Invariants
//   C4. The run settles after everything that it recorded was accepted by the store.
//   C5. When a body throws, times out or is cancelled, its open calls have ended before the next state is proposed.
//   M0. A new try begins when the run leaves a failed state; a take-over after a crash goes on with the same one.

import { uuidv7 } from "../../../lib/uuid.ts";
import { mergeTags, type RunContext, runInContext } from "../../context.ts";
import { Abort, CancelledRun, isSluiceError, PausedRun, UpstreamTaskError } from "../../errors.ts";
import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import type { FlowHook } from "../../definitions/flow-options.ts";
import { levels } from "../../logging/levels.ts";
import { printsAreLogged } from "../../logging/print-capture.ts";
import { showLog, writeLog } from "../../logging/run-logger.ts";
import { bindParameters, type BoundParameters, validateParameters } from "../../parameters/bind.ts";
import { ConcurrentTaskRunner } from "../../runners/event-loop.ts";
import { flagSetting } from "../../settings.ts";
import { State, toRecordedState } from "../../state.ts";
import { type BodyOutcome, runBody } from "../attempt-body.ts";
import type { Call } from "../calls/call.ts";
import { errorText } from "../error-text.ts";
import { finalStateOf } from "./final-state.ts";
import { cancelledState, failedState, isOurs, timedOutState } from "./flow-outcome.ts";
import { FlowLedger, RunExists, type Verdict } from "./flow-ledger.ts";
import type { FlowFrame } from "./flow-frame.ts";
import { describeStart } from "./flow-start.ts";
import { runHooks } from "../hooks.ts";
import { keepResult, type KeptResult, notKept } from "../results/keep-result.ts";
import { endAt, enlist, leave, type LiveRun } from "../liveness/live-runs.ts";
import type { Memo } from "../calls/memo.ts";
import { endOpenCalls } from "../calls/open-calls.ts";
import type { Connection } from "../reporting/process.ts";
import { NotReady, resolveInputs, resolveWaitFor } from "../calls/resolve-inputs.ts";
import { flowResultRules, keepError } from "../results/result-rules.ts";
import { madeName } from "../run-name.ts";
import { Scope } from "../calls/scope.ts";
import { sleepUnlessStopped } from "../sleep.ts";
import { Stopper } from "../stopper.ts";
import { loadMemo, type TakenRun } from "../liveness/take-over.ts";
import { randomName } from "../../../lib/random-name.ts";

export interface FlowRunParts {
  definition: FlowDefinition;
  thisArg: unknown;
  args: readonly unknown[];
  call: Call;
  /** The context in which the call was made. */
  context: RunContext;
  connection: Connection;
  /** Id of the flow run; for a child run that of its tracking task run is the call's. */
  id: string;
  parentTaskRunId: string | undefined;
  /** The run that is gone on with; undefined for a new one. */
  taken: TakenRun | undefined;
  areValid?: boolean;
}

export class FlowRun {
  readonly #parts: FlowRunParts;
  readonly #ledger: FlowLedger;
  readonly #stopper = new Stopper();
  readonly #tags: string[];
  #name: string;
  #bound: BoundParameters;
  #try: number;
  #runCount: number;
  #memo: Memo | undefined;
  #endBody: ((reason: string) => void) | undefined;
  #endReason: string | undefined;
  /** A worker of one of its tries was lost. */
  #leavesCalls = false;

  constructor(parts: FlowRunParts) {
    const { taken, id, connection, call } = parts;
    this.#parts = parts;
    this.#ledger = new FlowLedger({
      id,
      token: taken?.token ?? uuidv7(),
      recorder: connection.recorder,
      taken: taken?.state,
    });
    this.#name = taken?.flow_run.name ?? randomName();
    this.#tags = taken?.flow_run.tags ?? mergeTags(parts.context.tags);
    this.#try = taken?.try ?? 1;
    this.#runCount = taken?.run_count ?? 0;
    this.#memo = taken?.memo;
    this.#bound = { args: parts.args, named: {} };
    call.runName = this.#name;
    call.onStop({
      signal: (reason) => this.#stopper.stop(new CancelledRun(reason)),
      end: (reason) => this.#end(reason),
    });
  }

  /**
   * Runs the flow; resolves with its final state.
   *
   * @throws {RunExists} before its body began: there is a run of its idempotency key; nothing else is thrown
   */
  async execute(): Promise<State> {
    const control: LiveRun = {
      stop: (reason) => this.#supersede(reason),
      cancel: (reason) => this.#end(reason),
      crash: (message) => this.#crashNow(message),
    };
    enlist(this.#ledger, control, this.#parts.connection);
    try {
      const refused = await this.#prepare();
      return refused ?? (await this.#runTries());
    } catch (error) {
      if (error instanceof RunExists) throw error;
      return await this.#crash(error);
    } finally {
      leave(this.#ledger);
    }
  }

  // Before the body

  async #prepare(): Promise<State | undefined> {
    const { definition, args } = this.#parts;
    try {
      const resolved = await this.#resolve(args);
      this.#bound = bindParameters(definition, resolved);
      if (this.#parts.areValid !== true) this.#bound = await validateParameters(definition, this.#bound);
      this.#rename();
    } catch (error) {
      if (error instanceof NotReady) return await this.#notReady(error);
      return await this.#refuse(error);
    }
    this.#start();
    if (definition.options.idempotencyKey !== undefined) await this.#ledger.confirm();
    return undefined;
  }

  async #resolve(args: readonly unknown[]): Promise<readonly unknown[]> {
    const { waitFor } = this.#parts.definition.options;
    if (waitFor !== undefined) await resolveWaitFor(waitFor);
    return args.length === 0 ? args : await resolveInputs(args);
  }

  #rename(): void {
    const { definition, taken } = this.#parts;
    const make = definition.options.flowRunName;
    if (make === undefined || taken !== undefined) return;
    this.#name = madeName(make, this.#bound.named);
    this.#parts.call.runName = this.#name;
  }

  /** Tells the store of the run and that it is running: one item for a new run. */
  #start(): void {
    if (this.#parts.taken !== undefined) return;
    const pending = this.#ledger.timed(new State({ type: "PENDING" }));
    const running = this.#ledger.timed(new State({ type: "RUNNING" }));
    const start = this.#describe([pending, running]);
    this.#ledger.define(start);
    const reason = start.origin?.not_resumable;
    if (reason != null) this.#say(this.#newFrame(), levels.WARNING, `This run is not resumable: ${reason}.`);
  }

  #describe(states: readonly State[]) {
    const { definition, parentTaskRunId } = this.#parts;
    return describeStart({
      definition,
      name: this.#name,
      bound: this.#bound,
      tags: this.#tags,
      parentTaskRunId,
      states,
    });
  }

  async #notReady(error: NotReady): Promise<State> {
    const state = this.#ledger.timed(new State({ type: "PENDING", name: "NotReady", message: error.message }));
    this.#bound = bindParameters(this.#parts.definition, this.#parts.args);
    this.#ledger.define(this.#describe([state]));
    await this.#parts.connection.recorder.flush();
    return state.with({ value: { kind: "error", error: new UpstreamTaskError(error.message) } });
  }

  /** The parameters do not fit, or the name cannot be made: the body never runs. */
  async #refuse(error: unknown): Promise<State> {
    const message = isSluiceError(error, "parameter-type-error")
      ? `Validation of flow parameters failed with error: ${errorText(error)}`
      : errorText(error);
    const failed = new State({ type: "FAILED", message, value: { kind: "error", error } });
    if (this.#parts.taken === undefined) {
      const pending = this.#ledger.timed(new State({ type: "PENDING" }));
      this.#ledger.define(this.#describe([pending, this.#ledger.timed(failed)]));
      await this.#parts.connection.recorder.flush();
    } else {
      await this.#ledger.propose(failed, { result: keepError(error).recorded });
    }
    await this.#endHooks(failed, this.#newFrame());
    return failed;
  }

  // The body, as often as it takes

  async #runTries(): Promise<State> {
    if (this.#parts.taken !== undefined) await this.#proposeRunning();
    for (;;) {
      const frame = this.#newFrame();
      frame.runCount = ++this.#runCount;
      const ended = await this.#runOnce(frame);
      if (isSluiceError(frame.stopper.reason, "pause")) return await this.#leaveSuspended(frame);
      const verdict = await this.#proposeEnd(ended, frame);
      if (verdict.kind === "accepted") return await this.#finish(verdict.state, frame);
      if (verdict.kind === "replaced" && verdict.state?.isScheduled() === true)
        await this.#awaitRetry(verdict.state, frame);
      else return await this.#yieldTo(verdict, frame);
    }
  }

  async #runOnce(frame: FlowFrame): Promise<State> {
    const { definition, thisArg } = this.#parts;
    const context = this.#bodyContext(frame);
    if (frame.logPrints) printsAreLogged();
    this.#say(
      frame,
      levels.INFO,
      `Beginning ${frame.parent === undefined ? "flow run" : "subflow run"} '${frame.name}' for flow '${definition.name}'`,
    );
    await this.#hooks(definition.options.onRunning, new State({ type: "RUNNING" }), frame);
    if (this.#endReason !== undefined) return cancelledState(this.#endReason);
    const timedOut = timedOutState(definition.timeoutSeconds ?? Infinity);
    const forget = this.#endAtTimeout(timedOut);
    const outcome = await runBody(
      () => runInContext(context, () => definition.fn.apply(thisArg, this.#bound.args as never[])),
      {
        timeoutSeconds: definition.timeoutSeconds,
        stopper: frame.stopper,
        onEnd: (end) => {
          this.#endBody = end;
        },
      },
    );
    const state = await this.#concluded(outcome, { frame, timedOut });
    forget?.();
    frame.isOver = true;
    await frame.runner[Symbol.asyncDispose]();
    return state;
  }

  /** Where this event loop is blocked at the timeout, a thread says so (engine.md L6); the state is the same for both. */
  #endAtTimeout(state: State): (() => void) | undefined {
    const { definition, connection } = this.#parts;
    const { timeoutSeconds } = definition;
    if (timeoutSeconds === undefined) return undefined;
    const at = Date.now() + timeoutSeconds * 1000;
    const { id, token } = this.#ledger;
    const recorded = { ...toRecordedState(state), timestamp: at * 1000 };
    return endAt(connection, {
      at,
      end: { kind: "flow-state", n: 1, attempt: token, id, state: recorded, leaves_calls: true },
    });
  }

  async #concluded(outcome: BodyOutcome, { frame, timedOut }: { frame: FlowFrame; timedOut: State }): Promise<State> {
    if (outcome.kind === "returned") return await this.#returned(outcome.value, frame);
    await this.#endCalls(frame, { isFailure: true });
    switch (outcome.kind) {
      case "threw":
        if (isOurs(outcome.error)) throw outcome.error;
        if (this.#stopper.isStopped) return this.#stopped(outcome.error);
        return failedState(outcome.error);
      case "timedOut":
        return timedOut;
      case "ended":
        if (isSluiceError(this.#stopper.reason, "abort")) throw this.#stopper.reason;
        return cancelledState(outcome.reason);
    }
  }

  async #returned(value: unknown, frame: FlowFrame): Promise<State> {
    const final = finalStateOf(value); // begun first: the calls that are returned count as looked at (engine.md C2)
    final.catch(() => {});
    await this.#endCalls(frame, { isFailure: false });
    return await final;
  }

  #endCalls(frame: FlowFrame, { isFailure }: { isFailure: boolean }): Promise<void> {
    const { graceSeconds } = this.#parts.definition;
    return endOpenCalls(frame.openCalls, { isFailure, graceSeconds, context: { flow: frame } });
  }

  /** The body threw after it had been told to stop. */
  #stopped(error: unknown): State {
    const { reason } = this.#stopper;
    if (isSluiceError(reason, "cancelled-run")) return cancelledState(reason.message);
    if (isSluiceError(reason, "abort")) throw reason;
    return failedState(error);
  }

  // The end

  async #proposeEnd(state: State, frame: FlowFrame): Promise<Verdict> {
    this.#reportDivergence(frame);
    if (state.isCancelled()) await this.#proposeCancelling(state, frame);
    const kept = await this.#keep(state);
    this.#leavesCalls ||= frame.leavesCalls;
    return await this.#ledger.propose(state, { result: kept.recorded, leaves_calls: this.#leavesCalls || undefined });
  }

  async #proposeCancelling(state: State, frame: FlowFrame): Promise<void> {
    const cancelling = new State({ type: "CANCELLING", message: state.message });
    const verdict = await this.#ledger.propose(cancelling);
    if (verdict.kind === "wait" || verdict.state?.type !== "CANCELLING") return; // who asked for it has put the run there already
    await this.#hooks(this.#parts.definition.options.onCancellation, verdict.state, frame);
  }

  async #keep(state: State): Promise<KeptResult> {
    const { definition } = this.#parts;
    if (state.value.kind === "error") return keepError(state.value.error);
    if (state.value.kind !== "value") return notKept("the final state holds no value");
    const kept = keepResult(state.value.value, flowResultRules(definition));
    await kept.upload;
    return kept;
  }

  async #finish(final: State, frame: FlowFrame): Promise<State> {
    await this.#endHooks(final, frame);
    // For the console: the store has it as a state, and a line of its own would be a commit more for each run.
    showLog({ flow: frame }, final.isCompleted() ? levels.INFO : levels.ERROR, `Finished in state ${final.toString()}`);
    await this.#parts.connection.recorder.flush();
    return final;
  }

  /** The server keeps the run in another state: what it decided is the outcome. */
  async #yieldTo(verdict: Verdict, frame: FlowFrame): Promise<State> {
    if (verdict.kind === "replaced" && verdict.state === null) {
      const cancelled = cancelledState(verdict.reason ?? "The run was cancelled.");
      const last = await this.#ledger.propose(cancelled);
      return await this.#finish(last.kind === "accepted" ? last.state : cancelled, frame);
    }
    if (verdict.kind === "replaced" && verdict.state !== null) {
      const { state } = verdict;
      const error = new CancelledRun(verdict.reason ?? state.message ?? String(state));
      return await this.#finish(state.with({ value: { kind: "error", error } }), frame);
    }
    throw new Abort("The server does not take the final state of this run now.");
  }

  /** The store knows it already: this process lets go of the run, which goes on elsewhere once it is resumed. */
  async #leaveSuspended(frame: FlowFrame): Promise<State> {
    const message = `The flow run ${frame.name} is suspended. Resume it: sluice flow-run resume ${frame.id}`;
    this.#say(frame, levels.INFO, message);
    await this.#parts.connection.recorder.flush();
    const value = { kind: "error", error: new PausedRun(message) } as const;
    return new State({ type: "PAUSED", name: "Suspended", message, details: { pause_reschedule: true }, value });
  }

  async #awaitRetry(scheduled: State, frame: FlowFrame): Promise<void> {
    const time = scheduled.details["scheduled_time"];
    const at = typeof time === "string" ? Date.parse(time) : Number.NaN;
    this.#say(
      frame,
      levels.INFO,
      `Received non-final state '${scheduled.name}' when proposing final state. It will be run again${at > Date.now() ? ` at ${new Date(at).toISOString()}` : ""}.`,
    );
    if (!Number.isNaN(at)) await sleepUnlessStopped(at - Date.now(), this.#stopper);
    await this.#proposeRunning();
    this.#try++;
    this.#memo = await loadMemo(this.#parts.connection.api, this.#ledger.id);
  }

  async #proposeRunning(): Promise<void> {
    for (;;) {
      const verdict = await this.#ledger.propose(new State({ type: "RUNNING" }));
      if (verdict.kind === "accepted") return;
      if (verdict.kind === "wait") await sleepUnlessStopped(verdict.delaySeconds * 1000, this.#stopper);
      else throw new Abort(verdict.reason ?? `The run is ${verdict.state?.name ?? "not allowed to run"}.`);
    }
  }

  #reportDivergence(frame: FlowFrame): void {
    for (const sentence of frame.memo?.divergence() ?? []) {
      this.#say(frame, levels.WARNING, sentence);
      this.#ledger.note(sentence);
    }
  }

  async #endHooks(final: State, frame: FlowFrame): Promise<void> {
    const { options } = this.#parts.definition;
    if (final.isCompleted()) await this.#hooks(options.onCompletion, final, frame);
    if (final.isFailed()) await this.#hooks(options.onFailure, final, frame);
    if (final.isCrashed()) await this.#hooks(options.onCrashed, final, frame);
  }

  async #hooks(hooks: readonly FlowHook[] | undefined, state: State, frame: FlowFrame): Promise<void> {
    if (hooks === undefined || hooks.length === 0) return;
    await runHooks({ flow: frame, isAfterBody: frame.isOver }, hooks, [this.#parts.definition.target(), frame, state]);
  }

  /** Something of ours, of the store or of the process failed, not the user's body. */
  async #crash(error: unknown): Promise<State> {
    const message = `Execution was interrupted by an unexpected exception: ${errorText(error)}`;
    const state = new State({ type: "CRASHED", message, value: { kind: "error", error } });
    if (!isSluiceError(error, "abort")) {
      this.#recordCrash(message);
      await this.#endHooks(state, this.#newFrame());
    }
    await this.#parts.connection.recorder.flush().catch(() => {}); // its own failure is the error already
    return state;
  }

  #recordCrash(message: string): void {
    this.#ledger.propose(new State({ type: "CRASHED", message })).catch(() => {}); // best effort: the lease tells the rest
  }

  // Stopping

  #end(reason: string): void {
    this.#endReason = reason;
    this.#stopper.stop(new CancelledRun(reason));
    this.#endBody?.(reason);
  }

  /** Another attempt has taken the run over: this one stops and records nothing more (engine.md L3). */
  #supersede(reason: string): void {
    this.#ledger.recorder.silence(this.#ledger.token, reason);
    this.#stopper.stop(new Abort(reason));
    this.#endBody?.(reason);
  }

  /** The process is about to end: the crash is the last word of this attempt (engine.md R4). */
  async #crashNow(message: string): Promise<void> {
    const { recorder, token } = this.#ledger;
    const crashed = this.#ledger.propose(new State({ type: "CRASHED", message }));
    recorder.silence(token, message);
    const verdict = await crashed;
    if (verdict.kind !== "accepted") return;
    await this.#hooks(this.#parts.definition.options.onCrashed, verdict.state, this.#newFrame());
  }

  // Its frame

  #bodyContext(frame: FlowFrame): RunContext {
    return { flow: frame, scope: frame.scope, tags: this.#tags };
  }

  /** Each try has a stopper of its own: one that timed out says nothing of the next. */
  #tryStopper(): Stopper {
    const stopper = new Stopper();
    this.#stopper.onStop((reason) => stopper.stop(reason));
    return stopper;
  }

  #newFrame(): FlowFrame {
    const { definition, context } = this.#parts;
    return {
      id: this.#ledger.id,
      name: this.#name,
      flowName: definition.name,
      definition,
      tags: this.#tags,
      parameters: this.#bound.named,
      runCount: this.#runCount,
      attempt: this.#ledger.token,
      recorder: this.#ledger.recorder,
      try: this.#try,
      memo: this.#memo,
      scope: new Scope(""),
      openCalls: new Set(),
      stopper: this.#tryStopper(),
      runner: definition.options.taskRunner?.duplicate() ?? new ConcurrentTaskRunner(),
      logPrints: definition.options.logPrints ?? context.flow?.logPrints ?? flagSetting("logging.log_prints"),
      parent: context.flow,
      rootId: context.flow?.rootId ?? this.#ledger.id,
      parentTaskRunId: this.#parts.parentTaskRunId,
      isOver: false,
      leavesCalls: false,
    };
  }

  #say(frame: FlowFrame, level: number, message: string): void {
    writeLog({ flow: frame, isAfterBody: true }, level, message);
  }
}
