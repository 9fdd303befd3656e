// Events as Prefect's client sends them.

import { isoFromMicros, type Micros } from "../../src/lib/clock.ts";
import { idAt } from "../../src/lib/time-ordered-id.ts";
import { uuidv7 } from "../../src/lib/uuid.ts";
import type { Event } from "../../src/schemas/event.ts";
import type { StateType } from "../../src/schemas/state.ts";
import { noon } from "./api.ts";

export interface TaskState {
  taskRunId: string;
  flowRunId?: string | undefined;
  type: StateType;
  name?: string;
  at: Micros;
  id?: string;
  dynamicKey?: string;
  taskRun?: Record<string, unknown>;
  data?: unknown;
}

/** `prefect.task-run.Running` and the like, whose client decides the states. */
export function taskStateEvent({ taskRunId, flowRunId, type, at, ...more }: TaskState): Event {
  const name = more.name ?? type[0] + type.slice(1).toLowerCase();
  const related = { "prefect.resource.id": `prefect.flow-run.${flowRunId}`, "prefect.resource.role": "flow-run" };
  return {
    id: more.id ?? idAt(at),
    occurred: isoFromMicros(at),
    event: `prefect.task-run.${name}`,
    resource: {
      "prefect.resource.id": `prefect.task-run.${taskRunId}`,
      "prefect.resource.name": "add-0",
      "prefect.state-type": type,
      "prefect.state-name": name,
      "prefect.orchestration": "client",
    },
    related: flowRunId === undefined ? [] : [related],
    payload: {
      intended: { from: null, to: type },
      initial_state: null,
      validated_state: { type, name, message: "", state_details: {}, data: (more.data ?? null) as null },
      task_run: {
        name: "add-0",
        task_key: "add-1234",
        dynamic_key: more.dynamicKey ?? "0",
        empirical_policy: { retries: 2 },
        tags: ["blue"],
        labels: { team: "data" },
        task_inputs: {},
        run_count: type === "PENDING" ? 0 : 1,
        flow_run_run_count: 1,
        ...(more.taskRun as object),
      },
    },
  };
}

/** An event of one's own. */
export function userEvent(given: Partial<Event> = {}): Event {
  return {
    id: uuidv7(),
    occurred: isoFromMicros(noon),
    event: "oven.ready",
    resource: { "prefect.resource.id": "oven.1", "prefect.resource.name": "big oven" },
    related: [],
    payload: {},
    ...given,
  };
}
