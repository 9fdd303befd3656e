import { currentContext } from "../../context.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import { runOnEventLoop } from "../../runners/event-loop.ts";
import type { TaskRunner } from "../../runners/task-runner.ts";
import { Call } from "../calls/call.ts";
import { describeInputs } from "../calls/inputs.ts";
import { connect } from "../reporting/process.ts";
import { TaskRun } from "./task-run.ts";

/** A background task as a worker has received it. */
export interface DeliveredTask {
  id: string;
  name: string;
  tags: readonly string[];
  args: readonly unknown[];
  run_count: number;
  state_timestamp: number;
}

const here: TaskRunner = {
  name: "task-worker",
  duplicate: () => here,
  acquire: () => undefined,
  run: runOnEventLoop,
  async [Symbol.asyncDispose]() {},
};

/** Runs a task whose run is in the store already; its call settles when its end was accepted. */
export async function executeDelivered(definition: TaskDefinition, task: DeliveredTask): Promise<Call> {
  const { recorder } = await connect();
  const { args, tags } = task;
  const call = new Call("task", task.id, definition.name);
  const context = { ...currentContext(), tags };
  const run = new TaskRun({
    definition,
    thisArg: undefined,
    args,
    inputs: describeInputs(args, definition.signature),
    call,
    place: undefined,
    context,
    recorder,
    runner: here,
    earlier: task,
  });
  call.runName = task.name;
  void run.execute().then((state) => call.settle(state));
  return call;
}
