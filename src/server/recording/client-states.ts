// What Prefect's client says by an event about one state of a task run (http-api §10).

import { withPlainNumbers } from "../../lib/exact-json.ts";
import { timeOrderedId } from "../../lib/time-ordered-id.ts";
import { ClientTaskRunPayload } from "../../schemas/client-task-run.ts";
import type { Event } from "../../schemas/event.ts";
import { microsFromWire } from "../../schemas/iso-time.ts";
import type { RecordedState } from "../../schemas/record.ts";
import { defaultStateName } from "../../schemas/state.ts";
import { isUuid } from "../../lib/uuid.ts";

export interface ClientState {
  readonly taskRunId: string;
  /** Null for a task that runs outside of a flow. */
  readonly flowRunId: string | null;
  readonly state: RecordedState & { data: string | null };
  readonly run: ClientTaskRunPayload["task_run"];
}

const prefix = "prefect.task-run.";

/** Whether an event is a state that its client has decided; other events about task runs are only events. */
export function isClientState({ event, resource }: Event): boolean {
  return event.startsWith(prefix) && resource["prefect.orchestration"] === "client";
}

/** The state that an event brings, or why it brings none. */
export function clientStateOf(event: Event): ClientState | string {
  const taskRunId = idAfter(prefix, event.resource["prefect.resource.id"]);
  if (taskRunId === undefined) return "its resource is no task run";
  const payload = ClientTaskRunPayload().safeParse(withPlainNumbers(event.payload)); // Python writes 0.0
  if (!payload.success)
    return payload.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  const { validated_state: state, task_run: run } = payload.data;
  const timestamp = microsFromWire(event.occurred);
  return {
    taskRunId,
    flowRunId: flowRunOf(event),
    run,
    state: {
      id: timeOrderedId(event.id, timestamp),
      type: state.type,
      name: state.name ?? defaultStateName(state.type),
      timestamp,
      message: state.message ?? null,
      details: saidIn(state.state_details),
      data: state.data === undefined || state.data === null ? null : JSON.stringify(state.data),
    },
  };
}

function flowRunOf({ related }: Event): string | null {
  const run = related.find((resource) => resource["prefect.resource.role"] === "flow-run");
  return idAfter("prefect.flow-run.", run?.["prefect.resource.id"]) ?? null;
}

/** The id in a resource's id. */
export function idAfter(start: string, resourceId: string | undefined): string | undefined {
  if (resourceId === undefined || !resourceId.startsWith(start)) return undefined;
  const id = resourceId.slice(start.length).toLowerCase();
  return isUuid(id) ? id : undefined;
}

/** The run's own ids are in its row; nulls and defaults say nothing. */
function saidIn(details: object | null | undefined): RecordedState["details"] {
  const said = Object.entries(details ?? {}).filter(
    ([name, value]) => value !== null && value !== false && name !== "flow_run_id" && name !== "task_run_id",
  );
  return said.length === 0 ? null : Object.fromEntries(said);
}
