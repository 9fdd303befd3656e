import { uuidv7 } from "../../../lib/uuid.ts";
import { currentContext, type RunContext } from "../../context.ts";
import { MissingContextError } from "../../errors.ts";
import { runOnEventLoop } from "../../runners/event-loop.ts";
import type { TaskRunner } from "../../runners/task-runner.ts";
import { State } from "../../state.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import { Call } from "../calls/call.ts";
import { refuseStale, track } from "../calls/enclosing.ts";
import { identify, type Place } from "../calls/identify.ts";
import { type CallInputs, describeInputs } from "../calls/inputs.ts";
import { connect } from "../reporting/process.ts";
import type { Recorder } from "../reporting/recorder.ts";
import { TaskRun } from "./task-run.ts";

export interface TaskCall {
  definition: TaskDefinition;
  thisArg: unknown;
  args: readonly unknown[];
  /** A submitted task runs where the flow's task runner says, a called one right here. */
  isSubmitted: boolean;
}

/** Runs the body here and now: for tasks that are called, not submitted. */
const here: TaskRunner = {
  name: "here",
  duplicate: () => here,
  acquire: (enclosing) => enclosing?.borrow(),
  run: runOnEventLoop,
  async [Symbol.asyncDispose]() {},
};

/** Makes a call of a task. Its identity is settled before this returns (engine.md I1). */
export function startTask(task: TaskCall): Call {
  const context = currentContext();
  const { definition, args, isSubmitted } = task;
  if (context.drawing !== undefined) return context.drawing.call(definition, args);
  refuseStale(context);
  const { flow } = context;
  if (isSubmitted && flow === undefined) {
    throw new MissingContextError(
      `${definition.name}.submit() needs a flow run around it. Call the task itself, or use ${definition.name}.delay() to run it in the background.`,
    );
  }
  const inputs = describeInputs(args, definition.signature);
  const place =
    flow === undefined ? undefined : identify(flow, context.scope ?? flow.scope, { definition, args, inputs });
  const call = new Call("task", place?.latest?.id ?? uuidv7(), definition.name);
  call.identity = place?.identity;
  const done = track(context, call, { place, waitsElsewhere: isSubmitted });
  void execute(task, { call, context, inputs, place }).then(done);
  return call;
}

interface Prepared {
  call: Call;
  context: RunContext;
  inputs: CallInputs;
  place: Place | undefined;
}

async function execute(task: TaskCall, prepared: Prepared): Promise<State> {
  const { context } = prepared;
  let recorder: Recorder;
  try {
    recorder = context.flow?.recorder ?? (await connect()).recorder;
  } catch (error) {
    return new State({ type: "CRASHED", message: String(error), value: { kind: "error", error } });
  }
  if (task.isSubmitted) {
    const room = recorder.room();
    if (room !== undefined) await room;
  }
  const runner = task.isSubmitted ? (context.flow?.runner ?? here) : here;
  return await new TaskRun({ ...task, ...prepared, recorder, runner }).execute();
}
