// One task run from its call to its final state.
//
// Invariants
//   C1. The call settles after its final state and its result were accepted by the store.
//   C5. What a body does after its run has ended is dropped: its calls throw Abort, its value goes nowhere. Each try has a
//       frame and a stopper of its own, so that a stale one never speaks for the run.
//   M1. The value is encoded when the body returns it, before anything else can change it.

import { uuidv7 } from "../../../lib/uuid.ts";
import type { CallDefinition, StoredCall } from "../../../schemas/record.ts";
import { mergeTags, type RunContext } from "../../context.ts";
import { CancelledRun, isSluiceError } from "../../errors.ts";
import { isShown } from "../../logging/console.ts";
import { levels } from "../../logging/levels.ts";
import { printsAreLogged } from "../../logging/print-capture.ts";
import { describeError, showLog, writeLog } from "../../logging/run-logger.ts";
import { nameArguments } from "../../parameters/signature.ts";
import type { TaskRunner } from "../../runners/task-runner.ts";
import { State, toRecordedState } from "../../state.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import type { TaskHook } from "../../definitions/task-options.ts";
import { commitAlone, type TransactionMember } from "../../transaction.ts";
import { type BodyOutcome, runBody } from "../attempt-body.ts";
import { type CachePlan, planCaching } from "./cache-plan.ts";
import type { Call } from "../calls/call.ts";
import { defineTaskRun } from "./define-task-run.ts";
import { errorText } from "../error-text.ts";
import { runHooks } from "../hooks.ts";
import { nextGeneration, type Place } from "../calls/identify.ts";
import { type CallInputs, digestResolved, inputOf, linkValue } from "../calls/inputs.ts";
import { keepResult, type KeptResult, loadResult, notKept } from "../results/keep-result.ts";
import { endOpenCalls } from "../calls/open-calls.ts";
import { alwaysReplays } from "../reporting/process.ts";
import type { Recorder } from "../reporting/recorder.ts";
import { NotReady, resolveInputs, resolveWaitFor } from "../calls/resolve-inputs.ts";
import { keepError, resultRules, resultStorage } from "../results/result-rules.ts";
import { planRetry } from "./retry-plan.ts";
import { madeName } from "../run-name.ts";
import { Scope } from "../calls/scope.ts";
import { sleepUnlessStopped } from "../sleep.ts";
import { Stopper } from "../stopper.ts";
import type { Slot, TaskFrame } from "./task-frame.ts";
import { TaskLedger } from "./task-ledger.ts";
import { cancelled, completed, isRetried, stateOf, stopReason, upstreamFailed } from "./task-outcome.ts";
import { earlierOutcome } from "./task-reuse.ts";

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
  /** What is in the store of it already, where its call was made elsewhere: a background task. */
  earlier?: { run_count: number; state_timestamp: number };
}

/** How one try of the body ended. */
interface Ended {
  state: State;
  kept: KeptResult;
  caching: CachePlan | undefined;
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
  /** The current try, or the run as it is before the first one. */
  #frame: TaskFrame;
  #releaseCache: (() => Promise<void>) | undefined;
  #endBody: ((reason: string) => void) | undefined;
  #endReason: string | undefined;

  constructor(parts: TaskRunParts) {
    const { definition, call, context, inputs } = parts;
    this.#parts = parts;
    this.#place = parts.place;
    this.#args = parts.args;
    this.#tags = mergeTags(definition.options.tags, context.tags);
    this.#ledger = new TaskLedger({
      call,
      flow: context.flow,
      recorder: parts.recorder,
      define: () => this.#define(),
      digest: () => inputs.digests.join(","),
    });
    if (parts.earlier !== undefined) this.#ledger.goOnFrom(parts.earlier);
    if (parts.place !== undefined) parts.place.doubt.onRaised = (reason) => this.#ledger.doubted(reason);
    call.runName = `${definition.name}-${call.id.slice(-3)}`;
    this.#frame = this.#newFrame();
    call.onStop({ signal: (reason) => this.#signal(reason), end: (reason) => this.#end(reason) });
  }

  /** Runs the task; resolves with its final state, and never rejects. */
  async execute(): Promise<State> {
    try {
      return (await this.#prepare()) ?? (await this.#runTries(0));
    } catch (error) {
      return await this.#interrupted(error);
    } finally {
      if (this.#releaseCache !== undefined) await this.#releaseCache();
    }
  }

  // Before the body

  /** Resolves the inputs and looks for an earlier outcome. A state means that there is nothing left to run. */
  async #prepare(): Promise<State | undefined> {
    const { inputs, definition } = this.#parts;
    const isNew = this.#place?.latest === undefined;
    if (isNew) this.#ledger.enter({ type: "PENDING" }); // of an earlier call it is not known yet whether it runs at all
    if (inputs.upstream.length > 0 || definition.options.waitFor !== undefined) {
      const notReady = await this.#resolve();
      if (notReady !== undefined) return notReady;
    }
    const stored = this.#findStored();
    if (stored !== undefined) return await this.#goOnFrom(stored);
    if (!isNew) this.#ledger.enter({ type: "PENDING" });
    return undefined;
  }

  async #resolve(): Promise<State | undefined> {
    const { args, inputs, definition } = this.#parts;
    try {
      if (inputs.upstream.length > 0) this.#args = await resolveInputs(args);
      for (const at of inputs.upstream) inputs.digests[at] = digestResolved(this.#args[at]);
      if (definition.options.waitFor !== undefined) await resolveWaitFor(definition.options.waitFor);
      return undefined;
    } catch (error) {
      if (!(error instanceof NotReady)) throw error;
      return upstreamFailed(
        this.#ledger.enter({ type: "PENDING", name: "NotReady", message: error.message }),
        error.message,
      );
    }
  }

  #findStored(): StoredCall | undefined {
    const { context, definition, inputs, call } = this.#parts;
    const { memo } = context.flow ?? {};
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

  async #goOnFrom(stored: StoredCall): Promise<State | undefined> {
    const { call, context, definition } = this.#parts;
    call.id = stored.id;
    call.runName = stored.name;
    this.#ledger.goOnFrom(stored);
    const earlier = await earlierOutcome(stored, definition, context);
    switch (earlier.kind) {
      case "ended":
        return this.#reused(earlier.state, earlier.reason);
      case "goOn":
        if (earlier.at !== null) await sleepUnlessStopped(Date.parse(earlier.at) - Date.now(), this.#stopper);
        return await this.#runTries(earlier.retriesUsed);
      case "rerun":
        this.#log(levels.DEBUG, `${stored.name} runs again: ${earlier.reason}`);
        this.#ledger.enter({ type: "PENDING" });
        return undefined;
    }
  }

  #reused(state: State, reason: string | undefined): State {
    if (reason !== undefined) this.#ledger.post({ states: [], reused: reason });
    if (state.isCompleted()) this.#parts.context.transaction?.addMember(this.#member(undefined));
    return this.#linked(state);
  }

  // The body, as often as it takes

  async #runTries(retriesUsed: number): Promise<State> {
    this.#slot = await this.#parts.runner.acquire(this.#parts.context.task?.slot);
    try {
      this.#parameters = nameArguments(this.#parts.definition.signature, this.#args);
      this.#rename();
      for (let retries = retriesUsed; ; retries++) {
        const ended = await this.#runWithSlots(retries);
        if (!isRetried(ended.state) || !(await this.#awaitRetry(ended.state, retries)))
          return await this.#finish(ended);
      }
    } finally {
      this.#slot?.release();
    }
  }

  /** A try of a task with tags runs when their limits let it. */
  async #runWithSlots(retries: number): Promise<Ended> {
    if (this.#tags.length === 0) return await this.#runOnce(retries);
    const { takeTagSlots } = await import("../../concurrency/tag-slots.ts");
    const { api } = this.#parts.recorder;
    const slots = await takeTagSlots({
      api,
      tags: this.#tags,
      taskRunId: this.#parts.call.id,
      stopper: this.#stopper,
    });
    try {
      return await this.#runOnce(retries);
    } finally {
      await slots?.[Symbol.asyncDispose](); // not `using`: an old Node must be able to read the front door
    }
  }

  async #runOnce(retries: number): Promise<Ended> {
    if (this.#endReason !== undefined) return this.#ended(cancelled(this.#endReason), undefined);
    const { context, definition } = this.#parts;
    this.#ledger.runCount++;
    const frame = this.#newTry();
    if (frame.logPrints) printsAreLogged();
    const bodyContext: RunContext = { ...context, task: frame, scope: new Scope(this.#place?.identity ?? frame.id) };
    const running = this.#ledger.enter({ type: "RUNNING", name: retries === 0 ? "Running" : "Retrying" });
    await this.#hooks(definition.options.onRunning, running);
    const caching = await planCaching({ definition, frame, context: bodyContext });
    this.#releaseCache = caching?.release;
    if (caching?.hit !== undefined) return this.#ended(completed(caching.hit.value, "Cached"), caching);
    return await this.#endTry(await this.#runBody(bodyContext), caching);
  }

  async #runBody(context: RunContext): Promise<BodyOutcome> {
    const { definition, thisArg, runner } = this.#parts;
    const { stopper } = this.#frame;
    const job = { definition, thisArg, args: this.#args, context, stopper };
    return await runBody((begin) => runner.run({ ...job, begin }), {
      timeoutSeconds: definition.timeoutSeconds,
      stopper,
      beginsLater: runner.beginsLater ?? false,
      onEnd: (end) => {
        this.#endBody = end;
      },
    });
  }

  /** Takes the outcome down at once (M1), then sees to it that nothing of the try goes on (C5). */
  async #endTry(outcome: BodyOutcome, caching: CachePlan | undefined): Promise<Ended> {
    const frame = this.#frame;
    const { flow } = this.#parts.context;
    if (outcome.kind !== "returned") frame.isOver = true;
    const state = stateOf(outcome, this.#parts.definition, this.#stopper);
    const ended = this.#ended(state instanceof Promise ? await state : state, caching);
    if (frame.openCalls.size > 0) {
      const isFailure = !ended.state.isCompleted();
      await endOpenCalls(frame.openCalls, {
        isFailure,
        graceSeconds: flow?.definition.graceSeconds ?? 5,
        context: this.#logContext(),
      });
    }
    frame.isOver = true;
    return ended;
  }

  #ended(state: State, caching: CachePlan | undefined): Ended {
    return { state, caching, kept: this.#keep(state) };
  }

  /** Waits for the next retry; false when there is none. */
  async #awaitRetry(failed: State, retries: number): Promise<boolean> {
    const { definition } = this.#parts;
    const plan = await planRetry({ definition, run: this.#frame, state: failed, retries, context: this.#logContext() });
    if (plan === undefined) return false;
    const { delaySeconds, total } = plan;
    const when = delaySeconds > 0 ? `will start ${delaySeconds} second(s) from now` : "will start immediately";
    const error = failed.value.kind === "error" ? describeError(failed.value.error) : String(failed);
    this.#log(levels.INFO, `Task run failed. Retry ${retries + 1}/${total} ${when}: ${error}`);
    if (delaySeconds > 0) await this.#sleepUntilRetry(failed, { delaySeconds, retriesUsed: retries + 1 });
    return true;
  }

  async #sleepUntilRetry(failed: State, plan: { delaySeconds: number; retriesUsed: number }): Promise<void> {
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

  async #finish({ state, kept, caching }: Ended): Promise<State> {
    const { options } = this.#parts.definition;
    if (kept.upload !== undefined) await kept.upload;
    const recorded = this.#ledger.timed(state);
    const item = {
      states: [toRecordedState(recorded)],
      result: kept.recorded,
      cache_key: caching?.key,
      cache_expiration: caching?.expiration,
    };
    const durability = options.durability ?? this.#parts.context.flow?.definition.options.durability;
    if (durability === "relaxed") this.#ledger.post(item);
    else await this.#ledger.record(item);
    const final = alwaysReplays() ? await this.#asReplayed(recorded, kept) : recorded;
    if (state.isCompleted()) await this.#completed(state, caching);
    if (final.isCompleted()) await this.#hooks(options.onCompletion, final);
    if (final.isFailed()) await this.#hooks(options.onFailure, final);
    const level = final.isCompleted() ? levels.INFO : levels.ERROR;
    if (isShown(level) && !(final.isCompleted() && this.#parts.call.isCounted))
      showLog(this.#logContext(), level, `Finished in state ${final.toString()}`);
    return this.#linked(final);
  }

  #keep(state: State): KeptResult {
    const { definition, context, call } = this.#parts;
    if (state.value.kind === "error") return keepError(state.value.error);
    if (state.value.kind !== "value")
      return notKept(state.value.kind === "none" ? state.value.reason : "it is kept elsewhere");
    const rules = resultRules(definition, context, { parameters: this.#parameters, taskRunId: call.id });
    const kept = keepResult(state.value.value, rules);
    if (kept.recorded.reason != null && rules.unkept === undefined) {
      this.#log(
        levels.WARNING,
        `The result is not durable: ${kept.recorded.reason}. A re-run of the flow computes it again.`,
      );
    }
    return kept;
  }

  /** With SLUICE_ALWAYS_REPLAY the caller gets the decoded copy, as after a crash (engine.md M2). */
  async #asReplayed(state: State, kept: KeptResult): Promise<State> {
    if (state.value.kind !== "value" || kept.recorded.data == null) return state;
    const storage = resultStorage(this.#parts.definition, this.#parts.context);
    return state.with({ value: { kind: "value", value: await loadResult(kept.recorded, storage) } });
  }

  async #completed(state: State, caching: CachePlan | undefined): Promise<void> {
    const { context } = this.#parts;
    const value = state.value.kind === "value" ? state.value.value : undefined;
    const member = this.#member(
      caching === undefined || caching.hit !== undefined ? undefined : () => caching.publish(value),
    );
    if (context.transaction === undefined) return await commitAlone(member, context);
    this.#releaseCache = undefined; // the key stays locked until the transaction has published, or given up
    context.transaction.addMember(member);
  }

  /** This run as part of a transaction: what to do at its commit and at its roll-back (engine.md M4). */
  #member(publish: (() => Promise<void>) | undefined): TransactionMember {
    const { definition, context, call } = this.#parts;
    const { onCommit = [], onRollback = [] } = definition.options;
    const release = this.#releaseCache;
    return {
      name: call.runName,
      onCommit,
      onRollback,
      commit: async () => {
        await publish?.();
        await release?.();
      },
      rollBack: async () => {
        await release?.();
        if (context.flow?.isOver === true) return;
        await this.#ledger.enterCommitted({
          type: "COMPLETED",
          name: "RolledBack",
          message: "Task rolled back as part of transaction",
        });
      },
    };
  }

  #linked(state: State): State {
    const input = inputOf(this.#parts.call);
    linkValue(state, input);
    if (state.value.kind === "value") linkValue(state.value.value, input);
    return state;
  }

  /** It was stopped outside its body, or something of ours or of the store failed. */
  async #interrupted(error: unknown): Promise<State> {
    if (this.#stopper.isStopped && error === this.#stopper.reason)
      return await this.#finish(this.#ended(cancelled(stopReason(this.#stopper)), undefined));
    const message = `Execution was interrupted by an unexpected exception: ${errorText(error)}`;
    const state = this.#ledger.timed(new State({ type: "CRASHED", message, value: { kind: "error", error } }));
    const mayRecord =
      this.#ledger.isDefined && !isSluiceError(error, "abort") && !isSluiceError(error, "record-refused");
    if (mayRecord) this.#ledger.post({ states: [toRecordedState(state)] });
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

  // What it is

  #define(): CallDefinition {
    const { definition, call, inputs, context } = this.#parts;
    return defineTaskRun({
      definition,
      call,
      place: this.#place,
      inputs,
      tags: this.#tags,
      parentId: context.task?.id,
    });
  }

  #rename(): void {
    const { definition, call } = this.#parts;
    const make = definition.options.taskRunName;
    if (make === undefined) return;
    call.runName = madeName(make, this.#parameters);
    this.#ledger.post({ states: [], name: call.runName });
  }

  #newTry(): TaskFrame {
    this.#frame = this.#newFrame();
    const { stopper } = this.#frame;
    this.#stopper.onStop((reason) => stopper.stop(reason));
    return this.#frame;
  }

  #newFrame(): TaskFrame {
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
      stopper: new Stopper(),
      logPrints: definition.options.logPrints ?? context.task?.logPrints ?? context.flow?.logPrints ?? false,
      slot: this.#slot,
      openCalls: new Set(),
      isOver: false,
    };
  }

  async #hooks(hooks: readonly TaskHook[] | undefined, state: State): Promise<void> {
    if (hooks === undefined || hooks.length === 0) return;
    await runHooks(this.#logContext(), hooks, [this.#parts.definition.target(), this.#frame, state]);
  }

  #log(level: number, message: string): void {
    writeLog(this.#logContext(), level, message);
  }

  #logContext(): RunContext {
    return { ...this.#parts.context, task: this.#frame };
  }
}
