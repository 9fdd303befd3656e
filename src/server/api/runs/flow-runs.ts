import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { randomName } from "../../../lib/random-name.ts";
import { microsFromWire } from "../../../schemas/iso-time.ts";
import type { FlowRunCreate, FlowRunUpdate } from "../../../schemas/flow-run.ts";
import {
  flowRunOfKey,
  hasFlow,
  insertFlowRun,
  mergeFlowRunLabels,
  type NewFlowRun,
  updateFlowRun,
} from "../../db/runs/flow-run-changes.ts";
import { deleteFlowRuns } from "../../db/runs/flow-run-deletion.ts";
import {
  averageLateness,
  countFlowRuns,
  flowRunIds,
  listFlowRuns,
  readFlowRun,
  readFlowRunIn,
} from "../../db/runs/flow-runs.ts";
import type { Tx } from "../../db/store.ts";
import { nameOfQueue } from "../../deployments/schedule-runs.ts";
import { proposeFlowRunState } from "../../orchestration/propose-flow-run-state.ts";
import { createdOrFound } from "../http/answer.ts";
import { badRequest, conflict, found, notFound } from "../http/api-error.ts";
import { placeOf, refuseFaultyJobVariables } from "../deployments/deployment-place.ts";
import { integrityConflict } from "../http/error-answer.ts";
import { proposalFrom } from "../on-wire/proposal.ts";
import { flowRunOnWire } from "../on-wire/flow-run.ts";
import { secondsOnWire } from "../on-wire/time.ts";
import { jsonText, parametersText } from "../http/json-text.ts";
import { pageOf, sliceOf } from "../http/paging.ts";
import { runHistoryOnWire } from "./run-history.ts";
import { type Api, serve } from "../http/serve.ts";

export const missingFlowRun = "Flow run not found";

export const servedFlowRuns = [
  serve("POST /flow_runs/", async ({ body }, api) => {
    const run = newFlowRun(body, api);
    const { row, isNew } = await api.store.write((tx) => createOrFind(tx, run, body));
    return createdOrFound(flowRunOnWire(row, api.clock.now()), isNew);
  }),

  serve("GET /flow_runs/{id:uuid}", async ({ params }, { store, clock }) =>
    flowRunOnWire(found(await readFlowRun(store, params.id), missingFlowRun), clock.now()),
  ),

  serve("PATCH /flow_runs/{id:uuid}", async ({ params, body }, api) => {
    const isThere = await api.store.write(async (tx) => {
      if (body.job_variables !== undefined) await refuseJobVariables(tx, params.id, body.job_variables ?? {});
      return updateFlowRun(tx, params.id, changesOf(body, api));
    });
    if (!isThere) throw notFound(missingFlowRun);
    return undefined;
  }),

  serve("DELETE /flow_runs/{id:uuid}", async ({ params }, { store }) => {
    const deleted = await store.write((tx) => deleteFlowRuns(tx, [params.id]));
    if (deleted === 0) throw notFound(missingFlowRun);
    return undefined;
  }),

  serve("POST /flow_runs/filter", async ({ body }, api) => {
    const list = { filters: body, sort: body.sort ?? "ID_DESC", ...sliceOf(body, api) };
    const now = api.clock.now();
    return (await listFlowRuns(api.store, list)).map((run) => flowRunOnWire(run, now));
  }),

  serve("POST /flow_runs/paginate", async ({ body }, api) => {
    const { results, ...page } = await pageOf(body, api, {
      list: (slice) => listFlowRuns(api.store, { filters: body, sort: body.sort ?? "ID_DESC", ...slice }),
      count: () => countFlowRuns(api.store, body),
    });
    const now = api.clock.now();
    return { results: results.map((run) => flowRunOnWire(run, now)), ...page };
  }),

  serve("POST /flow_runs/count", ({ body }, { store }) => countFlowRuns(store, body)),

  serve("POST /flow_runs/lateness", async ({ body }, { store, clock }) => {
    const average = await averageLateness(store, body, clock.now());
    return average === null ? null : secondsOnWire(average);
  }),

  serve("POST /flow_runs/history", ({ body }, api) =>
    runHistoryOnWire("flow_run", api, {
      start: microsFromWire(body.history_start),
      end: microsFromWire(body.history_end),
      seconds: body.history_interval_seconds,
      filters: body,
    }),
  ),

  serve("POST /flow_runs/bulk_delete", async ({ body }, { store }) => ({
    deleted: await store.write(async (tx) => {
      const ids = await flowRunIds(tx, { flow_runs: body.flow_runs }, body.limit ?? 50);
      await deleteFlowRuns(tx, ids);
      return ids;
    }),
  })),

  serve("PATCH /flow_runs/{id:uuid}/labels", async ({ params, body }, { store }) => {
    const isThere = await store.write((tx) => mergeFlowRunLabels(tx, params.id, body));
    if (!isThere) throw notFound(missingFlowRun);
    return undefined;
  }),
];

function newFlowRun(body: FlowRunCreate, api: Api): NewFlowRun {
  return {
    id: uuidv7(),
    flow_id: body.flow_id,
    name: body.name ?? randomName(),
    flow_version: body.flow_version ?? null,
    parameters: parametersText(body.parameters, api),
    context: jsonText(body.context),
    job_variables: body.job_variables ? jsonText(body.job_variables) : null,
    tags: [...new Set(body.tags)],
    labels: { "prefect.flow.id": body.flow_id, ...body.labels },
    empirical_policy: body.empirical_policy ?? {},
    idempotency_key: body.idempotency_key ?? null,
    parent_task_run_id: body.parent_task_run_id ?? null,
    deployment_id: body.deployment_id ?? null,
    infrastructure_document_id: body.infrastructure_document_id ?? null,
    created_by: null,
  };
}

async function createOrFind(tx: Tx, run: NewFlowRun, body: FlowRunCreate) {
  if (!(await hasFlow(tx, run.flow_id))) throw conflict(integrityConflict);
  const isNew = await insertFlowRun(tx, { ...run, ...(await pickUpPlace(tx, body)) });
  if (!isNew) {
    const id = await flowRunOfKey(tx, run.flow_id, run.idempotency_key!);
    return { row: await readFlowRunIn(tx, id!), isNew };
  }
  // The first state is entered by force: there is nothing yet that the rules could protect.
  await proposeFlowRunState(tx, run.id, proposalFrom(body.state ?? { type: "PENDING" }), { force: true });
  return { row: await readFlowRunIn(tx, run.id), isNew };
}

/** Where a worker finds the run: the queue of a pool that the client names. */
async function pickUpPlace(tx: Tx, { work_pool_name, work_queue_name }: FlowRunCreate): Promise<Partial<NewFlowRun>> {
  if (!work_pool_name) return { work_queue_name: work_queue_name ?? null };
  const work_queue_id = await placeOf(tx, { work_pool_name, work_queue_name });
  return { work_queue_id, work_queue_name: await nameOfQueue(tx, work_queue_id) };
}

/** Only the fields that were sent are changed. */
function changesOf(body: FlowRunUpdate, api: Api): Parameters<typeof updateFlowRun>[2] {
  const { name, flow_version, parameters, empirical_policy, tags, infrastructure_pid, job_variables } = body;
  return {
    ...(name === undefined || name === null ? {} : { name }),
    ...(flow_version === undefined ? {} : { flow_version }),
    ...(parameters === undefined ? {} : { parameters: parametersText(parameters, api) }),
    ...(empirical_policy === undefined ? {} : { empirical_policy: empirical_policy as JsonObject }),
    ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
    ...(infrastructure_pid === undefined ? {} : { infrastructure_pid }),
    ...(job_variables === undefined ? {} : { job_variables: job_variables && jsonText(job_variables) }),
  };
}

/** Infrastructure reads them when it is made. */
async function refuseJobVariables(tx: Tx, id: string, given: JsonObject): Promise<void> {
  const run = await tx.db
    .selectFrom("flow_run")
    .leftJoin("deployment", "deployment.id", "flow_run.deployment_id")
    .select(["flow_run.state_type", "flow_run.work_queue_id"])
    .select(["deployment.id as deployment_id", "deployment.job_variables"])
    .where("flow_run.id", "=", id)
    .executeTakeFirst();
  if (run === undefined) throw notFound(missingFlowRun);
  if (run.state_type === null) throw badRequest("Flow run state is required to update job variables but none exists");
  if (run.state_type !== "SCHEDULED") {
    throw badRequest(`Job variables for a flow run in state ${run.state_type} cannot be updated`);
  }
  if (run.deployment_id === null) throw badRequest("A deployment for the flow run could not be found");
  const inherited = parseExactJson(run.job_variables ?? "{}") as JsonObject;
  await refuseFaultyJobVariables(tx, run.work_queue_id, { layers: [inherited, given], complete: true });
}
