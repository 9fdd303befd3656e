import type { Micros } from "../../../lib/clock.ts";
import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import { randomName } from "../../../lib/random-name.ts";
import type { DeploymentFlowRunCreate } from "../../../schemas/flow-run.ts";
import { microsFromWire } from "../../../schemas/iso-time.ts";
import { schedulesOf } from "../../db/deployments/deployment-schedules.ts";
import { lockDeployment, type StoredDeployment } from "../../db/deployments/deployments.ts";
import { flowRunOfKey, insertFlowRun, type NewFlowRun } from "../../db/runs/flow-run-changes.ts";
import { type FlowRunRow, readFlowRunIn } from "../../db/runs/flow-runs.ts";
import type { Tx } from "../../db/store.ts";
import { runOfDeployment } from "../../deployments/run-of-deployment.ts";
import { horizon, makeRuns, nameOfQueue } from "../../deployments/schedule-runs.ts";
import { proposeFlowRunState } from "../../orchestration/propose-flow-run-state.ts";
import { scheduledTimes } from "../../schedules/scheduled-times.ts";
import type { Schedule } from "../../../schemas/schedule.ts";
import { createdOrFound } from "../http/answer.ts";
import { ApiError, badRequest, found, unprocessable } from "../http/api-error.ts";
import { missingDeployment } from "./deployment-changes.ts";
import { hydrated, refuseFaultyParameters } from "./deployment-parameters.ts";
import { queueBeside, refuseFaultyJobVariables } from "./deployment-place.ts";
import { jsonText, parametersText } from "../http/json-text.ts";
import { flowRunOnWire } from "../on-wire/flow-run.ts";
import { proposalFrom } from "../on-wire/proposal.ts";
import { type Api, serve } from "../http/serve.ts";

const mostAtOnce = 100;

export const servedDeploymentRuns = [
  serve("POST /deployments/{id:uuid}/create_flow_run", async ({ params, body }, api) => {
    const { row, isNew } = await api.store.write((tx) => createRun(tx, params.id, { body, api }));
    return createdOrFound(flowRunOnWire(row, api.clock.now()), isNew);
  }),

  serve("POST /deployments/{id:uuid}/create_flow_run/bulk", async ({ params, body: bodies }, api) => {
    if (bodies.length > mostAtOnce) throw unprocessable(`At most ${mostAtOnce} runs can be created at once.`);
    return api.store.write(async (tx) => {
      await storedDeployment(tx, params.id);
      const results = [];
      for (const body of bodies) results.push(await createdAlone(tx, params.id, { body, api }));
      return { results };
    });
  }),

  serve("POST /deployments/{id:uuid}/schedule", async ({ params, body }, { store, clock }) => {
    const start = body.start_time === undefined ? clock.now() : microsFromWire(body.start_time);
    const latest = start + horizon.most;
    const end = body.end_time === undefined ? latest : Math.min(latest, microsFromWire(body.end_time));
    const leastRuns = body.min_runs ?? horizon.leastRuns;
    const least = start + (body.min_time === undefined ? horizon.least : body.min_time * 1_000_000);
    const atMost = Math.min(body.max_runs ?? horizon.mostRuns, mostMade);
    const isEnough = (time: Micros, count: number) => count >= leastRuns && time >= least;
    await store.write(async (tx) => {
      const deployment = found(await lockDeployment(tx, { id: params.id }), missingDeployment);
      for (const schedule of await schedulesOf(tx.db, [params.id])) {
        if (!schedule.active) continue;
        const times = scheduledTimes(schedule.schedule as Schedule, { start, end, atMost, isEnough });
        await makeRuns(tx, { deployment, schedule }, times);
      }
    });
    return null;
  }),
];

const mostMade = 1000;

interface Creation {
  body: DeploymentFlowRunCreate;
  api: Api;
}

/** One of several: its refusal is its own, and leaves nothing behind. */
async function createdAlone(tx: Tx, deploymentId: string, creation: Creation) {
  try {
    const { row } = await tx.savepoint(() => createRun(tx, deploymentId, creation));
    return { flow_run_id: row.id, status: "CREATED" as const, error: null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { detail } = error.body as JsonObject;
    return { flow_run_id: null, status: "FAILED" as const, error: typeof detail === "string" ? detail : error.message };
  }
}

async function createRun(
  tx: Tx,
  deploymentId: string,
  creation: Creation,
): Promise<{ row: FlowRunRow; isNew: boolean }> {
  const { body } = creation;
  const deployment = await storedDeployment(tx, deploymentId);
  const run = await runFrom(tx, deployment, creation);
  if (!(await insertFlowRun(tx, run))) {
    const id = await flowRunOfKey(tx, run.flow_id, run.idempotency_key!);
    return { row: await readFlowRunIn(tx, id!), isNew: false };
  }
  const state = proposalFrom(body.state ?? { type: "SCHEDULED" });
  await proposeFlowRunState(tx, run.id, state, { force: true });
  return { row: await readFlowRunIn(tx, run.id), isNew: true };
}

/** Not locked: runs are made side by side. */
async function storedDeployment(tx: Tx, id: string): Promise<StoredDeployment> {
  const query = tx.db.selectFrom("deployment").selectAll().where("id", "=", id);
  return found(await query.executeTakeFirst(), missingDeployment);
}

async function runFrom(tx: Tx, deployment: StoredDeployment, { body, api }: Creation): Promise<NewFlowRun> {
  const parameters = await checkedParameters(tx, deployment, body);
  const queue = await queueFor(tx, deployment, body);
  const own = body.job_variables ?? {};
  await refuseFaultyJobVariables(tx, queue.id, { layers: [objectOf(deployment.job_variables), own], complete: true });
  return runOfDeployment({ ...deployment, work_queue_id: queue.id }, queue.name, {
    name: body.name ?? randomName(),
    parameters: parametersText(parameters, api),
    context: jsonText(body.context),
    job_variables: jsonText(own),
    tags: body.tags,
    labels: body.labels ?? {},
    empirical_policy: body.empirical_policy ?? {},
    idempotency_key: body.idempotency_key ?? null,
    parent_task_run_id: body.parent_task_run_id ?? null,
    infrastructure_document_id: body.infrastructure_document_id ?? deployment.infrastructure_document_id,
    created_by: { id: deployment.id, type: "DEPLOYMENT", display_value: deployment.name },
  });
}

async function checkedParameters(
  tx: Tx,
  deployment: StoredDeployment,
  body: DeploymentFlowRunCreate,
): Promise<JsonObject> {
  const doing = "creating flow run";
  const given = { ...objectOf(deployment.parameters), ...body.parameters };
  const parameters = await hydrated(tx, given, doing);
  if (body.enforce_parameter_schema ?? deployment.enforce_parameter_schema) {
    const text = deployment.parameter_openapi_schema;
    const schema = text === null ? null : objectOf(text);
    const isEmpty = schema !== null && Object.keys(schema).length === 0;
    if (!isEmpty) await refuseFaultyParameters(parameters, { schema, ignoreRequired: false, doing });
  }
  return parameters;
}

async function queueFor(
  tx: Tx,
  { work_queue_id }: StoredDeployment,
  { work_queue_name: name }: DeploymentFlowRunCreate,
) {
  if (!name) return { id: work_queue_id, name: await nameOfQueue(tx, work_queue_id) };
  if (work_queue_id === null) {
    throw badRequest(`The deployment has no work pool: its runs cannot go to the queue "${name}".`);
  }
  return { id: await queueBeside(tx, work_queue_id, name), name };
}

function objectOf(text: string | null): JsonObject {
  return text === null ? {} : (parseExactJson(text) as JsonObject);
}
