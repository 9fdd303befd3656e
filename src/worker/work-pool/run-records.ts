// What a worker writes about a run: states, labels, lines, events.

import { isoFromMicros, systemClock } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import type { OrchestrationResult } from "../../schemas/orchestration-result.ts";
import type { StateCreate } from "../../schemas/run-state.ts";
import type { WorkPoolResponse } from "../../schemas/work-pool.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import type { Api } from "../../sdk/host.ts";

export type Proposal = Pick<StateCreate, "type" | "name" | "message">;

/** Proposes a state; true where the server accepts it. Waits for a server that is away. */
export async function propose(api: Api, runId: string, state: Proposal, force = false): Promise<boolean> {
  const body = { state, force };
  const path = `/flow_runs/${runId}/set_state`;
  const { status } = await ask<OrchestrationResult>(api, path, { method: "POST", body, isPatient: true });
  return status === "ACCEPT";
}

const levels = { info: 20, warning: 30, error: 40 } as const;

/** Writes a line to the logs of a run. A line that cannot be written is not worth the run. */
export async function logTo(api: Api, runId: string, line: { level: keyof typeof levels; message: string }) {
  const timestamp = isoFromMicros(systemClock.now());
  const { level, message } = line;
  const entry = { name: "sluice.worker", level: levels[level], message, timestamp, flow_run_id: runId };
  await ask(api, "/logs/", { method: "POST", body: [entry] }).catch(() => {});
}

export interface WorkerFacts {
  name: string;
  pool: WorkPoolResponse;
}

/** Source: features W-008. */
export async function labelRun(api: Api, run: FlowRunResponse, { name, pool }: WorkerFacts): Promise<void> {
  const body = {
    "prefect.worker.name": name,
    "prefect.worker.type": pool.type,
    "prefect.work-pool.name": pool.name,
    "prefect.work-pool.id": pool.id,
  };
  await ask(api, `/flow_runs/${run.id}/labels`, { method: "PATCH", body, isPatient: true });
}

type WorkerEvent = "started" | "stopped" | "submitted-flow-run" | "executed-flow-run";

/** Tells of a worker's doings as an event. Source: features W-012. */
export async function tellOfWorker(api: Api, what: WorkerEvent, { name, pool }: WorkerFacts, run?: FlowRunResponse) {
  const slug = `${pool.type}.${name.replaceAll(/\W+/g, "-").toLowerCase()}`;
  const related = [
    { id: `prefect.work-pool.${pool.id}`, role: "work-pool", name: pool.name },
    ...(run === undefined ? [] : [{ id: `prefect.flow-run.${run.id}`, role: "flow-run", name: run.name }]),
  ];
  const event = {
    id: uuidv7(),
    occurred: isoFromMicros(systemClock.now()),
    event: `prefect.worker.${what}`,
    resource: {
      "prefect.resource.id": `prefect.worker.${slug}`,
      "prefect.resource.name": name,
      "prefect.worker-type": pool.type,
    },
    related: related.map(({ id, role, name: named }) => ({
      "prefect.resource.id": id,
      "prefect.resource.role": role,
      "prefect.resource.name": named,
    })),
    payload: {},
  };
  await ask(api, "/events", { method: "POST", body: [event] }).catch(() => {}); // told, or not
}
