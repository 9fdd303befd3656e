import { uuidv7 } from "../../../lib/uuid.ts";
import { mergeTags, currentContext, type RunContext } from "../../context.ts";
import { ConfigurationError, isHttpStatusError } from "../../errors.ts";
import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import { shared } from "../../global.ts";
import { shownPath } from "../../definitions/registry.ts";
import { isState, State } from "../../state.ts";
import { Call } from "../calls/call.ts";
import { childOutcome } from "./child-outcome.ts";
import { refuseStale, track } from "../calls/enclosing.ts";
import { attachedRun, mentionInterrupted } from "./find-run.ts";
import { RunExists } from "./flow-ledger.ts";
import { FlowRun } from "./flow-run.ts";
import { identify, nextGeneration, type Place } from "../calls/identify.ts";
import { type CallInputs, describeInputs, digestResolved } from "../calls/inputs.ts";
import { resolveInputs } from "../calls/resolve-inputs.ts";
import { connect, type Connection } from "../reporting/process.ts";
import { takeOver, type TakenRun } from "../liveness/take-over.ts";
import { TaskLedger } from "../tasks/task-ledger.ts";
import { defineTaskRun } from "../tasks/define-task-run.ts";

export interface FlowCall {
  definition: FlowDefinition;
  thisArg: unknown;
  args: readonly unknown[];
  /** A run of an earlier process that is gone on with. */
  taken?: TakenRun;
  /** The arguments come from the store, as the flow's schema had made them: it may not take them a second time. */
  areValid?: boolean;
}

/** Makes a call of a flow: a run of its own, or a child of the run around it. */
export function startFlow(flow: FlowCall): Call {
  const context = currentContext();
  if (context.drawing !== undefined) return context.drawing.call(flow.definition, flow.args);
  refuseUnguarded(flow.definition, context);
  refuseStale(context);
  return context.flow === undefined ? startRoot(flow, context) : startChild(flow, context);
}

/** A worker imports the module to find its flows: a call at its top would run one that nobody asked for (engine.md T1). */
function refuseUnguarded({ name }: FlowDefinition, context: RunContext): void {
  if (shared.loading === undefined || context.flow !== undefined) return;
  throw new ConfigurationError(
    `${shownPath(shared.loading)} calls the flow "${name}" while it is being imported. Guard your main: if (import.meta.main) await ${name}(…).`,
  );
}

function startRoot(flow: FlowCall, context: RunContext): Call {
  const call = new Call("flow", flow.taken?.flow_run.id ?? uuidv7(), flow.definition.name);
  void executeRoot(flow, call, context).then((state) => call.settle(state));
  return call;
}

async function executeRoot(flow: FlowCall, call: Call, context: RunContext): Promise<State> {
  try {
    const root: Root = { call, context, connection: await connect() };
    return await runRoot(flow, root).catch(async (error: unknown) => {
      if (!(error instanceof RunExists)) throw error;
      return await runRoot(flow, root); // by now its key has a run to attach to
    });
  } catch (error) {
    return new State({ type: "CRASHED", message: String(error), value: { kind: "error", error } });
  }
}

interface Root {
  call: Call;
  context: RunContext;
  connection: Connection;
}

async function runRoot(flow: FlowCall, root: Root): Promise<State> {
  const { api } = root.connection;
  const attached = flow.taken === undefined ? await attachedRun(api, flow) : undefined;
  if (isState(attached)) return attached;
  const taken = flow.taken ?? attached;
  if (taken === undefined) mentionInterrupted(api, flow);
  else root.call.id = taken.flow_run.id;
  return await new FlowRun({ ...flow, ...root, id: root.call.id, parentTaskRunId: undefined, taken }).execute();
}

// Child flows: a task run in the parent tracks each (F-050)

function startChild(flow: FlowCall, context: RunContext): Call {
  const parent = context.flow as NonNullable<RunContext["flow"]>;
  const { definition, args } = flow;
  const inputs = describeInputs(args, definition.signature);
  const place = identify(parent, context.scope ?? parent.scope, { definition, args, inputs });
  const call = new Call("flow", place.latest?.id ?? uuidv7(), definition.name);
  call.identity = place.identity;
  call.childFlowRunId = place.latest?.child_flow_run_id ?? uuidv7();
  const done = track(context, call, { place, waitsElsewhere: true });
  void executeChild(flow, { call, context, inputs, place }).then(done);
  return call;
}

interface Child {
  call: Call;
  context: RunContext;
  inputs: CallInputs;
  place: Place;
}

async function executeChild(flow: FlowCall, child: Child): Promise<State> {
  try {
    const { definition, args } = flow;
    const { call, context, inputs } = child;
    const connection = await connect();
    await digestUpstream(args, inputs);
    const left = await childOutcome(connection.api, definition, { ...child, digest: inputs.digests.join(",") });
    if (isState(left)) return left;
    const taken = left === "unfinished" ? await takeChild(connection, call) : undefined;
    if (taken === undefined) defineTracking(definition, left === "nothing" ? anotherCall(child) : child);
    const id = call.childFlowRunId as string;
    return await new FlowRun({ ...flow, call, context, connection, id, parentTaskRunId: call.id, taken }).execute();
  } catch (error) {
    return new State({ type: "CRASHED", message: String(error), value: { kind: "error", error } });
  }
}

/** Under the same identity there is a call with other arguments behind its futures: this one is none of its runs. */
function anotherCall(child: Child): Child {
  const { call, place } = child;
  if (place.latest === undefined) return child;
  call.id = uuidv7();
  call.childFlowRunId = uuidv7();
  return { ...child, place: nextGeneration(place) };
}

/** The digest of arguments that hold futures is known when these have settled; one that failed is told by the run itself. */
async function digestUpstream(args: readonly unknown[], inputs: CallInputs): Promise<void> {
  if (inputs.upstream.length === 0) return;
  const resolved = await resolveInputs(args).catch(() => undefined);
  if (resolved !== undefined) for (const at of inputs.upstream) inputs.digests[at] = digestResolved(resolved[at]);
}

/** The parent is ours now, and with it the child that its earlier attempt had started. */
async function takeChild({ api }: Connection, call: Call): Promise<TakenRun | undefined> {
  try {
    return await takeOver(api, call.childFlowRunId as string, {
      cause: "crashed",
      force: true,
      isPatient: true,
    });
  } catch (error) {
    const isOver = isHttpStatusError(error, 404) || isHttpStatusError(error, 409);
    if (!isOver) throw error;
    call.childFlowRunId = uuidv7(); // deleted, cancelled, or completed without a result that was kept: another run (F-051)
    return undefined;
  }
}

function defineTracking(definition: FlowDefinition, { call, context, inputs, place }: Child): void {
  const parent = context.flow as NonNullable<RunContext["flow"]>;
  const tags = mergeTags(context.tags);
  const ledger = new TaskLedger({
    call,
    flow: parent,
    recorder: parent.recorder,
    define: () => defineTaskRun({ definition, call, place, inputs, tags, parentId: context.task?.id }),
    digest: () => inputs.digests.join(","),
  });
  place.doubt.onRaised = (reason) => ledger.doubted(reason);
  ledger.enter({ type: "PENDING" });
}
