// Flows that wait for somebody.
//
// Invariants
//   W1. A pause is proposed under a key, and passed once for each: a body that runs again goes through the pauses that were
//       resumed, with the input that was given then.
//   W2. A suspended run is left only after its open calls have settled: what they returned is reused when it goes on.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { toSeconds, type Duration } from "../../lib/duration.ts";
import type { StateType } from "../../schemas/state.ts";
import { currentContext } from "../context.ts";
import type { FlowFrame } from "../engine/flows/flow-frame.ts";
import { ask } from "../engine/reporting/ask.ts";
import { News } from "../engine/reporting/news.ts";
import { connect } from "../engine/reporting/process.ts";
import { sleepUntilNews } from "../engine/sleep.ts";
import { CancelledRun, FlowPauseTimeout, MissingContextError, Pause, RecordRefused } from "../errors.ts";
import type { Api } from "../host.ts";
import { State, toRecordedState } from "../state.ts";
import { askForInput, type Keyset, keysetOf, readResponse } from "./run-input.ts";

export interface PauseOptions {
  /** How long somebody may take; then the run fails. Default: an hour for a pause, no end for a suspension. */
  timeoutSeconds?: Duration | undefined;
  /** Tells this pause from others of the run. Default: its number. */
  key?: string | undefined;
  /** What whoever resumes the run has to give, as a Standard Schema. */
  waitForInput?: StandardSchemaV1 | undefined;
  /** Shown to whoever resumes the run. */
  description?: string | undefined;
}

type WithInput<S extends StandardSchemaV1> = PauseOptions & { waitForInput: S };

const pauseSeconds = 3600;
const lookEveryMs = 5_000;

/**
 * Waits in this process until somebody resumes the run: `sluice flow-run resume`, `resumeFlowRun`, or the UI.
 *
 * @returns the input that it was resumed with, where it asks for some
 * @example
 * const { approved } = await pauseFlowRun({ waitForInput: z.object({ approved: z.boolean() }) });
 *
 * @throws {FlowPauseTimeout} nobody did in time · {MissingContextError} outside a flow, or in a task
 */
export function pauseFlowRun<S extends StandardSchemaV1>(
  options: WithInput<S>,
): Promise<StandardSchemaV1.InferOutput<S>>;
export function pauseFlowRun(options?: PauseOptions): Promise<void>;
export async function pauseFlowRun(options: PauseOptions = {}): Promise<unknown> {
  const frame = enclosingFlow("paused");
  const pause = await begin(frame, { timeoutSeconds: pauseSeconds, ...options }, "Paused");
  if (pause.isNew) await untilResumed(frame, pause);
  return await inputOf(frame, pause, options);
}

/**
 * Ends this process's part of the run until somebody resumes it. Then the body runs again from its top, with the results of
 * the tasks that had completed. A run of a deployment goes on at its workers, another one with `sluice flow-run resume`.
 *
 * @returns the input that it was resumed with, where it asks for some
 * @throws {Pause} which leaves the flow: do not catch it · {MissingContextError} outside a flow, in a task or a child flow
 */
export function suspendFlowRun<S extends StandardSchemaV1>(
  options: WithInput<S>,
): Promise<StandardSchemaV1.InferOutput<S>>;
export function suspendFlowRun(options?: PauseOptions): Promise<void>;
export async function suspendFlowRun(options: PauseOptions = {}): Promise<unknown> {
  const frame = enclosingFlow("suspended");
  if (frame.parent !== undefined)
    throw new MissingContextError("A child flow cannot be suspended: call suspendFlowRun in its parent.");
  await Promise.all([...frame.openCalls].map((call) => call.settled)); // W2
  const pause = await begin(frame, options, "Suspended");
  if (pause.isNew) leave(frame);
  return await inputOf(frame, pause, options);
}

function leave(frame: FlowFrame): never {
  const signal = new Pause(`The flow run ${frame.name} is suspended.`);
  frame.stopper.stop(signal);
  throw signal;
}

function enclosingFlow(verb: "paused" | "suspended"): FlowFrame {
  const { flow, task } = currentContext();
  if (task !== undefined) throw new MissingContextError(`A task cannot be ${verb}: do it in its flow.`);
  if (flow === undefined) throw new MissingContextError(`Only a flow can be ${verb}, and none runs here.`);
  return flow;
}

interface BegunPause {
  api: Api;
  /** False for one that this run has been through. */
  isNew: boolean;
  expires: number;
  keys: Keyset;
}

async function begin(frame: FlowFrame, options: PauseOptions, name: "Paused" | "Suspended"): Promise<BegunPause> {
  const { api } = await connect();
  const key = options.key ?? nextKey(frame);
  const keys = keysetOf(name, key);
  const { waitForInput: schema, description, timeoutSeconds } = options;
  const seconds = timeoutSeconds === undefined ? Infinity : toSeconds(timeoutSeconds, "timeoutSeconds");
  const expires = Date.now() + seconds * 1000;
  await frame.recorder.flush(); // the server has to know the run
  if (schema !== undefined) await askForInput(api, { id: frame.id, keys }, { schema, description });
  const details = {
    pause_key: key,
    pause_reschedule: name === "Suspended",
    ...(expires === Infinity ? {} : { pause_timeout: new Date(expires).toISOString() }),
    ...(schema === undefined ? {} : { run_input_keyset: { ...keys } }),
  };
  const isNew = await propose(frame, new State({ type: "PAUSED", name, details }));
  return { api, isNew, expires, keys };
}

/** Whether the run is paused now; false where it has been through this pause. */
async function propose(frame: FlowFrame, state: State): Promise<boolean> {
  const item = { kind: "flow-state", attempt: frame.attempt, id: frame.id, state: toRecordedState(state) } as const;
  const answer = await frame.recorder.record(item);
  if (answer.status === "accepted") return true;
  if (answer.status === "rejected" && answer.state?.type === "RUNNING") return false; // W1
  const reason = answer.status === "wait" ? "the server is not ready for it" : answer.reason;
  throw new RecordRefused(`The flow run ${frame.name} cannot pause: ${reason}`);
}

/** How many pauses without a key of their own each run has met. */
const pauses = new WeakMap<FlowFrame, number>();

function nextKey(frame: FlowFrame): string {
  const count = (pauses.get(frame) ?? 0) + 1;
  pauses.set(frame, count);
  return String(count);
}

async function untilResumed(frame: FlowFrame, pause: BegunPause): Promise<void> {
  const news = new News(pause.api, `flow-run:${frame.id}`);
  try {
    await lookUntilResumed(frame, pause, news);
  } finally {
    news[Symbol.dispose](); // not `using`: an old Node must be able to read the front door
  }
}

async function lookUntilResumed(frame: FlowFrame, { api, expires }: BegunPause, news: News): Promise<void> {
  for (;;) {
    const hint = news.next();
    const { state_type } = await ask<{ state_type: StateType }>(api, `/flow_runs/${frame.id}`, { isPatient: true });
    if (state_type === "RUNNING") return;
    const left = expires - Date.now();
    if (left <= 0 || state_type === "FAILED")
      throw new FlowPauseTimeout(`Nobody resumed the flow run ${frame.name} in time.`);
    if (state_type !== "PAUSED") throw new CancelledRun(`The flow run ${frame.name} was ended while it was paused.`);
    await sleepUntilNews(hint, Math.min(lookEveryMs, left), frame.stopper);
  }
}

async function inputOf(frame: FlowFrame, { api, keys }: BegunPause, { waitForInput }: PauseOptions): Promise<unknown> {
  return waitForInput === undefined ? undefined : await readResponse(api, { id: frame.id, keys }, waitForInput);
}
