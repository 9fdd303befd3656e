// One task run from its call to its final state.
//
// Invariants
//   C1. The call settles after its final state and its result were accepted by the store.
//   C5. What a body does after its run has ended is dropped: its calls throw Abort, its value goes nowhere.
//   C5a. Each try has a frame and a stopper of its own: a stale one never speaks for the run.

import type { CallDefinition, RecordedResult, StoredCall } from "../../schemas/record.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { mergeTags, type RunContext } from "../context.ts";
import { Abort, CancelledRun, RecordRefused, TaskRunTimeoutError, UpstreamTaskError } from "../errors.ts";
import { levels } from "../logging/levels.ts";
import { describeError, showLog, writeLog } from "../logging/run-logger.ts";
import { nameArguments } from "../parameters/signature.ts";
import { fingerprintOf } from "../registry.ts";
import type { TaskRunner } from "../runners/task-runner.ts";
import { isState, State, toRecordedState } from "../state.ts";
import type { TaskDefinition } from "../task-definition.ts";
import type { TaskHook } from "../task-options.ts";
import { commitAlone, type TransactionMember } from "../transaction.ts";
import { type BodyOutcome, runBody } from "./attempt-body.ts";
import { type CachePlan, planCaching } from "./cache-plan.ts";
import type { Call } from "./call.ts";
import { defineTaskRun } from "./define-task-run.ts";
import { errorText } from "./error-text.ts";
import { runHooks } from "./hooks.ts";
import { nextGeneration, type Place } from "./identify.ts";
import { type CallInputs, digestResolved, inputOf, linkValue } from "./inputs.ts";
import { keepResult, type KeptResult, loadResult, notKept } from "./keep-result.ts";
import { endOpenCalls } from "./open-calls.ts";
import { alwaysReplays } from "./process.ts";
import type { Recorder } from "./recorder.ts";
import { NotReady, resolveInputs, resolveWaitFor } from "./resolve-inputs.ts";
import { keepError, resultRules, resultStorage } from "./result-rules.ts";
import { planRetry } from "./retry-plan.ts";
import { reuse } from "./reuse.ts";
import { madeName } from "./run-name.ts";
import { Scope } from "./scope.ts";
import { sleepUnlessStopped } from "./sleep.ts";
import { Stopper } from "./stopper.ts";
import type { Slot, TaskFrame } from "./task-frame.ts";
import { TaskLedger } from "./task-ledger.ts";
import { settledValue } from "./settled-value.ts";

export interface TaskRunParts {
  definition: TaskDefinition;
  thisArg: unknown;
  args: readonly unknown[];
  inputs: CallInputs;
  call: Call;
  place: Place | undefined;
  /** The context in which the call was made. */
  context: RunContext;
  recorder: Recorder;
  /** Where the body runs: the flow's runner for submitted tasks, the event loop for called ones. */
  runner: TaskRunner;
}

export class TaskRun {
  readonly #parts: TaskRunParts;
  readonly #ledger: TaskLedger;
  /** Says that the whole run is to stop; each try has a stopper of its own behind it. */
  readonly #stopper = new Stopper();
  readonly #tags: string[];
  #place: Place | undefined;
  #args: readonly unknown[];
  #parameters: Record<string, unknown> = {};
  #slot: Slot | undefined;
  #releaseCache: (() => Promise<void>) | undefined;
  #endBody: ((reason: string) => void) | undefined;
  #endReason: string | undefined;

  constructor(parts: TaskRunParts) {
    this.#parts = parts;
    this.#place = parts.place;
    this.#args = parts.args;
    this.#tags = mergeTags(parts.definition.options.tags, parts.context.tags);
    this.#ledger = new TaskLedger({
      call: parts.call,
      flow: parts.context.flow,
      recorder: parts.recorder,
      define: () => this.#definition(),
      digest: () => parts.inputs.digests.join(","),
    });
    parts.call.runName = `${parts.definition.name}-${parts.call.id.slice(-3)}`;
    parts.call.onStop({ signal: (reason) => this.#signal(reason), end: (reason) => this.#end(reason) });
  }

  /** Runs the task; resolves with its final state, and never rejects. */
  async execute(): Promise<State> {
    try {
      return (await this.#prepare()) ?? (await this.#runTries());
    } catch (error) {
      return await this.#crash(error);
    } finally {
      await this.#releaseCache?.();
    }
  }

  // Before the body

  /** Resolves the inputs and looks for an earlier outcome. A state means that there is nothing left to run. */
  async #prepare(): Promise<State | undefined> {
    const { inputs, definition } = this.#parts;
    const waits = inputs.upstream.length > 0 || definition.options.waitFor !== undefined;
    if (waits) {
      if (this.#place?.latest === undefined) this.#ledger.enter({ type: "PENDING" });
      const notReady = await this.#resolve();
      if (notReady !== undefined) return notReady;
    }
    const stored = this.#findStored();
    if (stored === undefined) {
      if (!waits || this.#place?.latest !== undefined) this.#ledger.enter({ type: "PENDING" });
      return undefined;
    }
    return await this.#reuse(stored);
  }

  async #resolve(): Promise<State | undefined> {
    const { args, inputs, definition } = this.#parts;
    try {
      if (inputs.upstream.length > 0) {
        this.#args = await resolveInputs(args);
        for (const at of inputs.upstream) inputs.digests[at] = digestResolved(this.#args[at]);
      }
      if (definition.options.waitFor !== undefined) await resolveWaitFor(definition.options.waitFor);
      return undefined;
    } catch (error) {
      if (error instanceof NotReady) return this.#notReady(error);
      throw error;
    }
  }

  #notReady(error: NotReady): State {
    const state = this.#ledger.enter({ type: "PENDING", name: "NotReady", message: error.message });
    return new State({ ...state, value: { kind: "error", error: new UpstreamTaskError(error.message) } });
  }

  #findStored(): StoredCall | undefined {
    const { context, definition, inputs, call } = this.#parts;
    const memo = context.flow?.memo;
    const place = this.#place;
    if (memo === undefined || place === undefined) return undefined;
    const digest = inputs.digests.join(",");
    const stored = memo.find(place.identity, digest);
    if (stored !== undefined) return stored;
    memo.noteFresh(definition.name, digest);
    if (place.latest !== undefined) {
      this.#place = nextGeneration(place);
      call.id = uuidv7();
    }
    return undefined;
  }

  async #reuse(stored: StoredCall): Promise<State | undefined> {
    const { call, context, definition } = this.#parts;
    call.id = stored.id;
    call.runName = stored.name;
    this.#ledger.goOnFrom(stored);
    const { options } = definition;
    const flowOptions = context.flow?.definition.options ?? {};
    const decision = reuse(stored, {
      try: context.flow?.try ?? 1,
      retryReuse: flowOptions.retryReuse ?? "completed",
      reuseOnRetry: options.reuseOnRetry ?? true,
      onCodeChange: options.onCodeChange ?? flowOptions.onCodeChange ?? "reuse",
      onAmbiguous: options.onAmbiguous ?? flowOptions.onAmbiguous ?? "warn",
      code: fingerprintOf(definition.file),
    });
    switch (decision.kind) {
      case "value":
        return await this.#reuseValue(stored, decision);
      case "raise":
        return this.#raiseAgain(stored);
      case "goOn":
        if (decision.at !== null) await sleepUnlessStopped(Date.parse(decision.at) - Date.now(), this.#stopper);
        return await this.#runTries(decision.retriesUsed);
      case "rerun":
        writeLog(this.#logContext(), levels.DEBUG, `${stored.name} runs again: ${decision.reason}`);
        this.#ledger.enter({ type: "PENDING" });
        return undefined;
    }
  }

  async #reuseValue(stored: StoredCall, decision: { reason: string; warning: string | null }): Promise<State | undefined> {
    const { call, context } = this.#parts;
    if (decision.warning !== null) writeLog(context, levels.WARNING, decision.warning);
    const value = await loadResult(stored.result as RecordedResult, resultStorage(this.#parts.definition, context));
    this.#ledger.post({ states: [], reused: decision.reason });
    linkValue(value, inputOf(call));
    context.transaction?.addMember(this.#member(undefined));
    return storedState(stored, { kind: "value", value });
  }

  async #raiseAgain(stored: StoredCall): Promise<State> {
    const { result } = stored;
    if (result === null || result.data == null) return storedState(stored, { kind: "none", reason: "its error was not kept" });
    const error = await loadResult(result, resultStorage(this.#parts.definition, this.#parts.context));
    return storedState(stored, { kind: "error", error });
  }

  // The body, as often as it takes

  async #runTries(retriesUsed = 0): Promise<State> {
    this.#slot = await this.#parts.runner.acquire();
    try {
      this.#rename();
      for (let retries = retriesUsed; ; retries++) {
        const ended = await this.#runOnce(retries);
        const plan = await this.#planRetry(ended.state, retries);
        if (plan === undefined) return await this.#finish(ended);
        await this.#awaitRetry(ended.state, { ...plan, retriesUsed: retries + 1 });
      }
    } finally {
      this.#slot?.release();
    }
  }

  async #runOnce(retries: number): Promise<Ended> {
    if (this.#endReason !== undefined) return this.#cancelled(this.#endReason);
    const { context, definition } = this.#parts;
    const frame = this.#newFrame(this.#tryStopper());
    const bodyContext: RunContext = { ...context, task: frame, scope: new Scope(this.#place?.identity ?? frame.id) };
    frame.runCount = ++this.#ledger.runCount;
    const running = this.#ledger.enter({ type: "RUNNING", name: retries === 0 ? "Running" : "Retrying" });
    await this.#hooks(definition.options.onRunning, running, frame);
    const caching = await planCaching({ definition, frame, context: bodyContext });
    this.#releaseCache = caching?.release;
    if (caching?.hit !== undefined) return { frame, caching, state: this.#cachedState(caching.hit.value) };
    const outcome = await this.#runBody(bodyContext, frame);
    const state = await this.#concluded(outcome);
    await endOpenCalls(frame.openCalls, { isFailure: !state.isCompleted(), graceSeconds: context.flow?.definition.graceSeconds ?? 5, context: bodyContext });
    frame.isOver = true;
    return { frame, caching, state };
  }

  async #runBody(context: RunContext, frame: TaskFrame): Promise<BodyOutcome> {
    const { definition, thisArg, runner } = this.#parts;
    const job = { definition, thisArg, args: this.#args, context, stopper: frame.stopper };
    return await runBody(() => runner.run(job), {
      timeoutSeconds: definition.timeoutSeconds,
      stopper: frame.stopper,
      onEnd: (end) => {
        this.#endBody = end;
      },
    });
  }

  /** The state that an outcome of the body stands for. */
  async #concluded(outcome: BodyOutcome): Promise<State> {
    switch (outcome.kind) {
      case "returned":
        return await this.#returned(outcome.value);
      case "threw":
        if (this.#stopper.isStopped) return this.#cancelled(errorText(this.#stopper.reason)).state;
        return failedState(`Task run encountered an exception ${errorText(outcome.error)}`, outcome.error);
      case "timedOut": {
        const message = `Task run exceeded timeout of ${this.#parts.definition.timeoutSeconds} second(s)`;
        return failedState(message, new TaskRunTimeoutError(message), "TimedOut");
      }
      case "ended":
        return this.#cancelled(outcome.reason).state;
    }
  }

  async #returned(returned: unknown): Promise<State> {
    const value = await settledValue(returned);
    if (isState(value)) return value;
    return new State({ type: "COMPLETED", value: { kind: "value", value } });
  }

  #cachedState(value: unknown): State {
    return new State({ type: "COMPLETED", name: "Cached", value: { kind: "value", value } });
  }

  #cancelled(reason: string): Ended {
    const state = new State({ type: "CANCELLED", message: reason, value: { kind: "error", error: new CancelledRun(reason) } });
    return { frame: this.#newFrame(), caching: undefined, state };
  }

  async #planRetry(state: State, retries: number): Promise<{ delaySeconds: number } | undefined> {
    if (!state.isFailed()) return undefined;
    const { definition } = this.#parts;
    const plan = await planRetry({ definition, run: this.#newFrame(), state, retries, context: this.#logContext() });
    if (plan === undefined) return undefined;
    const total = plan.total;
    const when = plan.delaySeconds > 0 ? `will start ${plan.delaySeconds} second(s) from now` : "will start immediately";
    const error = state.value.kind === "error" ? describeError(state.value.error) : String(state);
    writeLog(this.#logContext(), levels.INFO, `Task run failed with exception: ${error} - Retry ${retries + 1}/${total} ${when}`);
    return plan;
  }

  async #awaitRetry(failed: State, plan: { delaySeconds: number; retriesUsed: number }): Promise<void> {
    if (plan.delaySeconds <= 0) return;
    const scheduled = new Date(Date.now() + plan.delaySeconds * 1000);
    this.#ledger.enter({
      type: "SCHEDULED",
      name: "AwaitingRetry",
      message: failed.message,
      details: { scheduled_time: scheduled.toISOString(), retries_used: plan.retriesUsed },
    });
    this.#slot?.enterNested(); // waiting holds no place
    await sleepUnlessStopped(plan.delaySeconds * 1000, this.#stopper);
    await this.#slot?.leaveNested();
  }

  // The end

  async #finish(ended: Ended): Promise<State> {
    const { call, definition, context } = this.#parts;
    const { state, frame, caching } = ended;
    const kept = await this.#keep(ended);
    const recorded = this.#ledger.timed(state);
    const item = { states: [toRecordedState(recorded)], result: kept.recorded, cache_key: caching?.key, cache_expiration: caching?.expiration };
    if (definition.options.durability === "relaxed") this.#ledger.post(item);
    else await this.#ledger.record(item);
    const final = new State({ ...recorded, value: this.#handedOut(state, kept) });
    if (state.isCompleted()) await this.#completed(final, caching);
    await this.#endHooks(final, frame);
    showLog(this.#logContext(), final.isCompleted() ? levels.INFO : levels.ERROR, `Finished in state ${final}`);
    if (final.value.kind === "value") linkValue(final.value.value, inputOf(call));
    linkValue(final, inputOf(call));
    return final;
  }

  async #keep({ state }: Ended): Promise<KeptResult> {
    const { definition, context, call } = this.#parts;
    if (state.value.kind === "error") return keepError(state.value.error);
    if (state.value.kind !== "value") return notKept(state.value.kind === "none" ? state.value.reason : "it is kept elsewhere");
    const rules = resultRules(definition, context, { parameters: this.#parameters, taskRunId: call.id });
    const kept = keepResult(state.value.value, rules);
    if (kept.recorded.reason != null && rules.unkept === undefined) {
      writeLog(this.#logContext(), levels.WARNING, `The result is not durable: ${kept.recorded.reason}. A re-run of the flow computes it again.`);
    }
    await kept.upload;
    return kept;
  }

  #handedOut(state: State, kept: KeptResult): State["value"] {
    if (state.value.kind !== "value" || kept.recorded.data == null || !alwaysReplays()) return state.value;
    const load = async (): Promise<unknown> => await loadResult(kept.recorded, resultStorage(this.#parts.definition, this.#parts.context));
    return { kind: "stored", load };
  }

  async #completed(final: State, caching: CachePlan | undefined): Promise<void> {
    const { transaction } = this.#parts.context;
    const value = final.value.kind === "value" ? final.value.value : undefined;
    const member = this.#member(caching?.hit === undefined && caching !== undefined ? () => caching.publish(value) : undefined);
    if (transaction === undefined) return await commitAlone(member, this.#parts.context);
    this.#releaseCache = undefined; // the key stays locked until the transaction has published, or given up
    transaction.addMember(member);
  }

  /** This run as part of a transaction: what to do at its commit and at its roll-back (engine.md M4). */
  #member(publish: (() => Promise<void>) | undefined): TransactionMember {
    const { definition, context } = this.#parts;
    const release = this.#releaseCache;
    const { onCommit = [], onRollback = [] } = definition.options;
    return {
      name: this.#parts.call.runName,
      onCommit,
      onRollback,
      commit: async () => {
        await publish?.();
        await release?.();
      },
      rollBack: async () => {
        await release?.();
        if (context.flow?.isOver !== true) this.#ledger.enter({ type: "COMPLETED", name: "RolledBack", message: "Task rolled back as part of transaction" });
      },
    };
  }

  async #endHooks(final: State, frame: TaskFrame): Promise<void> {
    const { options } = this.#parts.definition;
    if (final.isCompleted()) await this.#hooks(options.onCompletion, final, frame);
    if (final.isFailed()) await this.#hooks(options.onFailure, final, frame);
  }

  async #hooks(hooks: readonly TaskHook[] | undefined, state: State, frame: TaskFrame): Promise<void> {
    if (hooks === undefined || hooks.length === 0) return;
    await runHooks(this.#logContext(frame), hooks, [this.#parts.definition.target(), frame, state]);
  }

  /** Something of ours or of the store failed, not the user's body. */
  async #crash(error: unknown): Promise<State> {
    const isStopped = error instanceof Abort;
    const message = `Execution was interrupted by an unexpected exception: ${errorText(error)}`;
    const state = this.#ledger.timed(new State({ type: "CRASHED", message, value: { kind: "error", error } }));
    if (!isStopped && !(error instanceof RecordRefused) && this.#ledger.isDefined) {
      this.#ledger.post({ states: [toRecordedState(state)] });
    }
    return state;
  }

  // Stopping

  #signal(reason: string): void {
    this.#stopper.stop(new CancelledRun(reason));
  }

  #end(reason: string): void {
    this.#endReason = reason;
    this.#signal(reason);
    this.#endBody?.(reason);
  }

  #rename(): void {
    const { definition, call } = this.#parts;
    this.#parameters = nameArguments(definition.signature, this.#args);
    const make = definition.options.taskRunName;
    if (make === undefined) return;
    call.runName = madeName(make, this.#parameters);
    this.#ledger.post({ states: [], name: call.runName });
  }

  #definition(): CallDefinition {
    const { definition, call, inputs, context } = this.#parts;
    return defineTaskRun({ definition, call, place: this.#place, inputs, tags: this.#tags, parentId: context.task?.id });
  }

  #tryStopper(): Stopper {
    const stopper = new Stopper();
    this.#stopper.onStop((reason) => stopper.stop(reason));
    return stopper;
  }

  #newFrame(stopper = this.#stopper): TaskFrame {
    const { definition, call, context, recorder } = this.#parts;
    return {
      id: call.id,
      name: call.runName,
      taskName: definition.name,
      tags: this.#tags,
      parameters: this.#parameters,
      runCount: this.#ledger.runCount,
      flowRunId: context.flow?.id ?? null,
      definition,
      call,
      recorder,
      stopper,
      logPrints: definition.options.logPrints ?? context.task?.logPrints ?? context.flow?.logPrints ?? false,
      slot: this.#slot,
      openCalls: new Set(),
      isOver: false,
    };
  }

  #logContext(frame = this.#newFrame()): RunContext {
    return { ...this.#parts.context, task: frame };
  }
}

interface Ended {
  frame: TaskFrame;
  caching: CachePlan | undefined;
  state: State;
}

function failedState(message: string, error: unknown, name?: string): State {
  return new State({ type: "FAILED", name, message, value: { kind: "error", error } });
}

function storedState(stored: StoredCall, value: State["value"]): State {
  return new State({
    type: stored.state_type as State["type"],
    name: stored.state_name,
    message: stored.state_message,
    timestamp: stored.state_timestamp,
    details: stored.state_details,
    value,
  });
}
