// One try of a task's body, packed to be run elsewhere: reference, arguments and context as text (engine.md T2).

import type { FlowFrame } from "../../engine/flows/flow-frame.ts";
import type { TaskFrame } from "../../engine/tasks/task-frame.ts";
import { isSerializationError, MissingContextError, SerializationError } from "../../errors.ts";
import type { FlowOptions } from "../../definitions/flow-options.ts";
import { serializeParameters } from "../../parameters/serialize.ts";
import { encodeRich } from "../../serializers/rich.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import type { TaskJob } from "../task-runner.ts";
import { referenceTo, type TaskReference } from "./task-reference.ts";

export interface TaskEnvelope {
  reference: TaskReference;
  /** Rich text of each argument. */
  args: string[];
  /** Rich text of `this`; null where there is none. */
  receiver: string | null;
  task: TaskFacts;
  /** Rich text of a `FlowFacts`: the same for each task of a flow run, so that a worker reads it once. */
  flow: string;
}

export interface TaskFacts {
  id: string;
  name: string;
  taskName: string;
  tags: readonly string[];
  runCount: number;
  logPrints: boolean;
  identity: string | undefined;
  /** Path of the scope of the calls that the body makes. */
  scope: string;
  /** Tags that the calling code had set around the call. */
  contextTags: readonly string[] | undefined;
}

export interface FlowFacts {
  id: string;
  name: string;
  flowName: string;
  version: string | null;
  tags: readonly string[];
  parameters: Record<string, unknown>;
  runCount: number;
  attempt: string;
  try: number;
  logPrints: boolean;
  rootId: string;
  parentId: string | undefined;
  parentTaskRunId: string | undefined;
  graceSeconds: number;
  options: FlowOptions;
  file: string | null;
  registeredAs: string;
  runnerName: string;
  /** An earlier attempt left calls behind. */
  hasMemo: boolean;
}

/**
 * @throws {SerializationError} an argument cannot be sent, with its name and what to pass instead ·
 *   {ConfigurationError} the task belongs to no file
 */
export function packTask(job: TaskJob): TaskEnvelope {
  const { definition, args, thisArg, context } = job;
  const { task, flow, scope } = context;
  if (task === undefined || flow === undefined)
    throw new MissingContextError(`${definition.name} can only be sent to a worker from a flow run.`);
  return {
    reference: referenceTo(definition),
    args: args.map((arg, at) => sent(definition, `argument ${at + 1} (${argumentName(definition, at)})`, arg)),
    receiver: thisArg === undefined ? null : sent(definition, "this", thisArg),
    task: { ...pickTask(task), scope: scope?.path ?? "", contextTags: context.tags },
    flow: packFlow(flow),
  };
}

function pickTask({ id, name, taskName, tags, runCount, logPrints, call }: TaskFrame) {
  return { id, name, taskName, tags, runCount, logPrints, identity: call.identity };
}

function argumentName({ signature }: TaskDefinition, at: number): string {
  return (signature.parameters[at] ?? signature.parameters.at(-1))?.name ?? `arg${at}`;
}

function sent(definition: TaskDefinition, what: string, value: unknown): string {
  try {
    return encodeRich(value, what);
  } catch (error) {
    if (!isSerializationError(error)) throw error;
    const found = error.path === undefined ? error.message : `${error.path} is ${error.kind}`;
    throw new SerializationError(
      `${definition.name} cannot be sent to a worker: ${found}. Pass what it is made from (a path, a URL, an id) and open it inside the task; a class of your own is made known with serializable(…).`,
      {
        cause: error,
        ...(error.path === undefined ? {} : { path: error.path }),
        ...(error.kind === undefined ? {} : { kind: error.kind }),
      },
    );
  }
}

const packed = new WeakMap<FlowFrame, string>();

function packFlow(flow: FlowFrame): string {
  let text = packed.get(flow);
  if (text === undefined) packed.set(flow, (text = encodeRich(flowFacts(flow), "the context")));
  return text;
}

function flowFacts(flow: FlowFrame): FlowFacts {
  const { definition } = flow;
  return {
    id: flow.id,
    name: flow.name,
    flowName: flow.flowName,
    version: definition.version,
    tags: flow.tags,
    parameters: Object.fromEntries(Object.entries(flow.parameters).map(([name, value]) => [name, keptOrShown(value)])),
    runCount: flow.runCount,
    attempt: flow.attempt,
    try: flow.try,
    logPrints: flow.logPrints,
    rootId: flow.rootId,
    parentId: flow.parent?.id,
    parentTaskRunId: flow.parentTaskRunId,
    graceSeconds: definition.graceSeconds,
    options: plainOptions(definition.options),
    file: definition.file,
    registeredAs: definition.registeredAs,
    runnerName: flow.runner.name,
    hasMemo: flow.memo !== undefined,
  };
}

/** The options that say how the results of nested calls are kept and reused; the others are the parent's business. */
function plainOptions(options: FlowOptions): FlowOptions {
  const { retryReuse, onCodeChange, onAmbiguous, durability, persistResult, resultSerializer, cacheResultInMemory } =
    options;
  const plain = {
    retryReuse,
    onCodeChange,
    onAmbiguous,
    durability,
    persistResult,
    cacheResultInMemory,
    resultSerializer: typeof resultSerializer === "string" ? resultSerializer : undefined,
  };
  return Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
}

/** `runtime.flowRun.parameters` is for reading: what cannot be sent is shown as it is in the UI. */
function keptOrShown(value: unknown): unknown {
  try {
    encodeRich(value);
    return value;
  } catch {
    return (JSON.parse(serializeParameters({ value })) as { value: unknown }).value;
  }
}
