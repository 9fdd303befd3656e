// The context of a body that runs in a worker, made again from what its envelope says.

import type { StoredCall } from "../../../schemas/record.ts";
import { definitionOf, type Held } from "../../definitions/callable.ts";
import type { RunContext } from "../../context.ts";
import { Call } from "../../engine/calls/call.ts";
import type { FlowFrame } from "../../engine/flows/flow-frame.ts";
import { Memo } from "../../engine/calls/memo.ts";
import { type Connection, connect } from "../../engine/reporting/process.ts";
import { Scope } from "../../engine/calls/scope.ts";
import { Stopper } from "../../engine/stopper.ts";
import { loadCalls } from "../../engine/liveness/take-over.ts";
import type { TaskFrame } from "../../engine/tasks/task-frame.ts";
import { notHeld } from "../../definitions/definition.ts";
import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import { nameArguments } from "../../parameters/signature.ts";
import { findRegistered } from "../../definitions/registry.ts";
import { rich } from "../../serializers/rich.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import type { FlowFacts, TaskEnvelope } from "./envelope.ts";
import { ParentsRunner, ParentsSlot, type ParentLine } from "./parents-runner.ts";

export interface RemoteBody {
  context: RunContext;
  frame: TaskFrame;
  args: unknown[];
  receiver: unknown;
}

export async function unpackBody(
  envelope: TaskEnvelope,
  definition: TaskDefinition,
  line: ParentLine,
): Promise<RemoteBody> {
  const connection = await connect();
  const args = envelope.args.map((arg) => rich.decode(arg));
  const flow = await flowFrame(envelope.flow, line, connection);
  const { task } = envelope;
  const frame = taskFrame({ envelope, definition, connection, args, flow, slot: new ParentsSlot(line, 0) });
  const context = { flow, task: frame, scope: new Scope(task.scope), tags: task.contextTags };
  return { context, frame, args, receiver: envelope.receiver === null ? undefined : rich.decode(envelope.receiver) };
}

interface TaskFrameParts {
  envelope: TaskEnvelope;
  definition: TaskDefinition;
  connection: Connection;
  args: unknown[];
  flow: FlowFrame;
  slot: ParentsSlot;
}

function taskFrame({ envelope, definition, connection, args, flow, slot }: TaskFrameParts): TaskFrame {
  const { id, name, taskName, tags, runCount, logPrints, identity } = envelope.task;
  const call = new Call("task", id, taskName);
  call.runName = name;
  call.identity = identity;
  return {
    id,
    name,
    taskName,
    tags,
    parameters: nameArguments(definition.signature, args),
    runCount,
    flowRunId: flow.id,
    definition,
    call,
    recorder: connection.recorder,
    stopper: new Stopper(),
    logPrints,
    slot,
    openCalls: new Set(),
    isOver: false,
  };
}

// One worker serves one flow run at a time: its frame is made once.
let latest: { text: string; frame: FlowFrame } | undefined;

async function flowFrame(text: string, line: ParentLine, connection: Connection): Promise<FlowFrame> {
  if (latest?.text !== text)
    latest = { text, frame: await makeFlowFrame(rich.decode(text) as FlowFacts, line, connection) };
  return latest.frame;
}

async function makeFlowFrame(facts: FlowFacts, line: ParentLine, { api, recorder }: Connection): Promise<FlowFrame> {
  const { id, name, flowName, tags, parameters, runCount, attempt, logPrints, rootId, parentId, parentTaskRunId } =
    facts;
  return {
    id,
    name,
    flowName,
    tags,
    parameters,
    runCount,
    attempt,
    logPrints,
    rootId,
    parentTaskRunId,
    try: facts.try,
    definition: flowDefinition(facts),
    recorder,
    memo: facts.hasMemo ? new ReportedMemo(await loadCalls(api, id), line) : undefined,
    scope: new Scope(""),
    openCalls: new Set(),
    stopper: new Stopper(),
    runner: new ParentsRunner(line, facts.runnerName),
    parent: parentId === undefined ? undefined : { id: parentId },
    isOver: false,
    leavesCalls: false,
  };
}

/** The flow itself where this worker has loaded its module too, else what the envelope tells of it. */
function flowDefinition(facts: FlowFacts): FlowDefinition {
  const found = findRegistered("flow", facts.file, facts.registeredAs);
  const own = found === undefined ? undefined : definitionOf(found.target as Held<FlowDefinition>);
  const { flowName: name, registeredAs, file, options, graceSeconds, version } = facts;
  if (own !== undefined) return { ...own, name, options: { ...own.options, ...options }, graceSeconds, version };
  return {
    kind: "flow",
    name,
    registeredAs,
    file,
    fn: notHeld,
    target: notHeld,
    signature: { parameters: [], takesObject: false },
    isGenerator: false,
    packageName: "",
    options,
    timeoutSeconds: undefined,
    graceSeconds,
    version,
  };
}

/** What earlier attempts left, as a worker asks for it: the parent hears of each question, for its report (engine.md I5). */
class ReportedMemo extends Memo {
  readonly #line: ParentLine;

  constructor(calls: Iterable<StoredCall>, line: ParentLine) {
    super(calls);
    this.#line = line;
  }

  override find(identity: string, digest: string): StoredCall | undefined {
    const found = super.find(identity, digest);
    if (found !== undefined) this.#line.tell("memoFound", { identity, digest });
    return found;
  }

  override noteFresh(name: string, digest: string): void {
    this.#line.tell("memoFresh", { name, digest });
  }
}
