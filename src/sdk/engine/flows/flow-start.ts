import type { FlowRunItem, Origin } from "../../../schemas/record.ts";
import { isSerializationError } from "../../errors.ts";
import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import type { BoundParameters } from "../../parameters/bind.ts";
import { serializeParameters } from "../../parameters/serialize.ts";
import { numberSetting } from "../../settings.ts";
import { encodeRich } from "../../serializers/rich.ts";
import { type State, toRecordedState } from "../../state.ts";
import { keepParameters } from "../results/at-rest.ts";
import { leaseSeconds, thisOwner } from "../liveness/owner.ts";

export interface FlowStart {
  definition: FlowDefinition;
  name: string;
  bound: BoundParameters;
  tags: readonly string[];
  parentTaskRunId: string | undefined;
  states: readonly State[];
}

/** A new flow run, as it goes to the store: what it is, who runs it, and what it takes to run it again (engine.md R1). */
export function describeStart(start: FlowStart): Omit<FlowRunItem, "kind" | "n" | "attempt" | "id"> {
  const { definition, bound, parentTaskRunId } = start;
  const { options } = definition;
  const origin = parentTaskRunId === undefined ? originOf(definition, bound) : undefined;
  return {
    flow: { name: definition.name, tags: [] },
    name: start.name,
    flow_version: definition.version,
    parameters_json: serializeParameters(bound.named),
    tags: [...start.tags],
    retries: options.retries ?? numberSetting("flows.default_retries"),
    retry_delay: options.retryDelaySeconds ?? numberSetting("flows.default_retry_delay_seconds"),
    crash_retries: options.crashRetries,
    parent_task_run_id: parentTaskRunId,
    idempotency_key: options.idempotencyKey,
    lease_seconds: leaseSeconds(),
    owner: thisOwner(),
    origin,
    notes: notesOf(definition, origin),
    states: start.states.map(toRecordedState),
  };
}

function originOf(definition: FlowDefinition, bound: BoundParameters): Origin {
  const { parameters, reason } = keptParameters(bound);
  return {
    file: definition.file,
    name: definition.name,
    cwd: process.cwd(),
    argv: process.argv.slice(1),
    exec_argv: process.execArgv,
    parameters,
    not_resumable: definition.file === null ? "its flow is not defined in a file" : reason,
  };
}

function keptParameters(bound: BoundParameters): { parameters: string | null; reason: string | null } {
  try {
    return { parameters: keepParameters(bound.args), reason: null };
  } catch (error) {
    if (isSerializationError(error)) return { parameters: null, reason: unkept(bound.named) ?? error.message };
    throw error;
  }
}

/** Which parameter cannot be kept, by its name: "db is a Pool, which cannot be stored". */
function unkept(named: Record<string, unknown>): string | undefined {
  for (const [name, value] of Object.entries(named)) {
    try {
      encodeRich(value, name);
    } catch (error) {
      if (isSerializationError(error)) return error.message;
    }
  }
  return undefined;
}

function notesOf(definition: FlowDefinition, origin: Origin | undefined): string[] | undefined {
  const notes: string[] = [];
  if (definition.options.durability === "relaxed")
    notes.push("durability is relaxed: calls settle before their commit");
  if (origin?.not_resumable != null) notes.push(`not resumable: ${origin.not_resumable}`);
  return notes.length === 0 ? undefined : notes;
}
