// How a deployment is made and changed: what was sent is checked first, then written whole or not at all.

import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import type { DeploymentCreate, DeploymentUpdate } from "../../../schemas/deployment.ts";
import { type ScheduleRow, schedulesOf } from "../../db/deployments/deployment-schedules.ts";
import {
  insertDeployment,
  lockDeployment,
  type StoredDeployment,
  updateDeployment,
} from "../../db/deployments/deployments.ts";
import type { Tx } from "../../db/store.ts";
import {
  type ChangedSchedules,
  type GivenSchedule,
  mergeSchedules,
  replaceSchedules,
  SlugTaken,
} from "../../deployments/change-schedules.ts";
import { isCircular } from "../../deployments/parameter-faults.ts";
import { refreshScheduledRuns } from "../../deployments/refresh-scheduled-runs.ts";
import { tellOfChange } from "../../events/change-events.ts";
import { conflict, found, unprocessable } from "../http/api-error.ts";
import { changeLimit } from "./deployment-limit.ts";
import { hydrated, refuseFaultyParameters } from "./deployment-parameters.ts";
import { placeOf, refuseFaultyJobVariables } from "./deployment-place.ts";
import { integrityConflict } from "../http/error-answer.ts";
import { keepVersion } from "./keep-version.ts";
import { givenSchedules, refusal } from "./given-schedules.ts";
import { jsonText, parametersText } from "../http/json-text.ts";
import type { Api } from "../http/serve.ts";

export const missingDeployment = "Deployment not found";

/** Creates a deployment, or overwrites the one of that flow and name; returns its id. */
export async function saveDeployment(
  tx: Tx,
  body: DeploymentCreate,
  api: Api,
): Promise<{ id: string; isNew: boolean }> {
  const given = givenSchedules(body.schedules, ["schedules"]);
  refuseTwoLimits(body);
  refuseCircular(body.parameter_openapi_schema);
  const flow = await tx.db
    .selectFrom("flow")
    .select(["id", "labels"])
    .where("id", "=", body.flow_id)
    .executeTakeFirst();
  if (flow === undefined) throw conflict(integrityConflict);
  const parameters = await hydrated(tx, body.parameters, "creating deployment");
  await refuseParameters(parameters, body);
  const work_queue_id = await placeOf(tx, body);
  await refuseFaultyJobVariables(tx, work_queue_id, { layers: [body.job_variables], complete: false });
  const labels = { ...flow.labels, "prefect.flow.id": flow.id, ...body.labels };
  const columns = { ...columnsOf(body), labels, parameters: parametersText(parameters, api), work_queue_id };
  const { existing, isNew } = await insertOrLock(tx, body, columns);
  if (!isNew) await updateDeployment(tx, existing.id, overwriting(columns, body));
  await changeLimit(tx, existing.id, body);
  const deployment = (await lockDeployment(tx, { id: existing.id }))!;
  const before = isNew ? [] : await schedulesOf(tx.db, [deployment.id]);
  const schedules = await changeSchedules(() => replaceSchedules(tx, deployment.id, { existing: before, given }));
  await refreshScheduledRuns(tx, deployment, schedules);
  await keepVersion(tx, deployment.id, "deploy");
  await tellOfChange(tx, { kind: "deployment", ...deployment }, isNew ? "created" : "updated");
  return { id: deployment.id, isNew };
}

type Columns = ReturnType<typeof columnsOf> & Pick<StoredDeployment, "labels" | "parameters" | "work_queue_id">;

async function insertOrLock(tx: Tx, { flow_id, name }: DeploymentCreate, columns: Columns) {
  const known = await lockDeployment(tx, { flow_id, name });
  if (known !== undefined) return { existing: known, isNew: false };
  const row = { ...columns, id: uuidv7(), created: tx.now, updated: tx.now, flow_id, name };
  const nobody = { last_polled: null, created_by: null, updated_by: null };
  const isNew = await insertDeployment(tx, { ...row, ...nobody });
  return { existing: isNew ? row : (await lockDeployment(tx, { flow_id, name }))!, isNew };
}

function columnsOf(body: DeploymentCreate) {
  return {
    version: body.version ?? null,
    version_info: (body.version_info ?? null) as JsonObject | null,
    description: body.description ?? null,
    paused: body.paused,
    tags: [...new Set(body.tags)],
    enforce_parameter_schema: body.enforce_parameter_schema,
    path: body.path ?? null,
    entrypoint: body.entrypoint ?? null,
    storage_document_id: body.storage_document_id ?? null,
    infrastructure_document_id: body.infrastructure_document_id ?? null,
    concurrency_options: (body.concurrency_options ?? null) as JsonObject | null,
    job_variables: jsonText(body.job_variables),
    pull_steps: body.pull_steps ? jsonText(body.pull_steps) : null,
    // Without a schema any parameters fit; null says that there is none to enforce.
    parameter_openapi_schema:
      body.parameter_openapi_schema === null ? null : jsonText(body.parameter_openapi_schema ?? {}),
  };
}

/** What is left out of the body stays as it was; so do job variables when none are given. */
function overwriting(columns: Columns, body: DeploymentCreate): Partial<Columns> {
  const sent = Object.entries(columns).filter(
    ([name]) => name in alwaysThere || (body as object)[name as never] !== undefined,
  );
  const { job_variables, work_queue_id, ...rest } = Object.fromEntries(sent) as Columns;
  return {
    ...rest,
    ...(Object.keys(body.job_variables).length > 0 ? { job_variables } : {}),
    ...(body.work_pool_name === undefined && body.work_queue_name === undefined ? {} : { work_queue_id }),
  };
}

const alwaysThere = { labels: true, parameters: true, work_queue_id: true };

async function refuseParameters(parameters: JsonObject, body: DeploymentCreate): Promise<void> {
  const { parameter_openapi_schema: schema, enforce_parameter_schema: enforce } = body;
  if (!enforce || !schema || Object.keys(schema).length === 0) return;
  await refuseFaultyParameters(parameters, {
    schema,
    ignoreRequired: true,
    doing: "creating deployment",
    refusal: unprocessable,
  });
}

function refuseTwoLimits(body: DeploymentCreate | DeploymentUpdate): void {
  if (!body.concurrency_limit || !body.global_concurrency_limit_id) return;
  throw refusal([], "a deployment has a `concurrency_limit` of its own or a `global_concurrency_limit_id`, not both");
}

function refuseCircular(schema: JsonObject | null | undefined): void {
  if (schema && isCircular(schema)) throw unprocessable("The parameter schema refers to itself in a circle.");
}

/** Changes the given fields of a deployment. */
export async function changeDeployment(
  tx: Tx,
  id: string,
  change: { body: DeploymentUpdate; api: Api; origin?: "update" | "rollback" },
): Promise<void> {
  const { body, api, origin = "update" } = change;
  const given = body.schedules && givenSchedules(body.schedules, ["schedules"]);
  refuseTwoLimits(body);
  refuseCircular(body.parameter_openapi_schema);
  const before = found(await lockDeployment(tx, { id }), `${missingDeployment}.`);
  const parameters = await changedParameters(tx, before, body);
  const place = await changedPlace(tx, before, body);
  const columns = {
    ...sentColumns(body),
    ...place,
    ...(parameters === undefined ? {} : { parameters: parametersText(parameters, api) }),
  };
  await updateDeployment(tx, id, columns);
  await changeLimit(tx, id, body);
  const deployment = { ...before, ...columns };
  const existing = await schedulesOf(tx.db, [id]);
  const schedules = given === undefined ? unchanged(existing) : await newSchedules(tx, id, { existing, given });
  await refreshScheduledRuns(tx, deployment, withPauseEnded(schedules, { before, deployment }));
  await keepVersion(tx, id, origin);
  await tellOfChange(tx, { kind: "deployment", ...deployment }, "updated", { updated_fields: Object.keys(body) });
}

function unchanged(schedules: ScheduleRow[]): ChangedSchedules {
  return { schedules, changed: new Set() };
}

/** While a deployment was paused its schedules made no runs: they start anew. */
function withPauseEnded(
  { schedules, changed }: ChangedSchedules,
  { before, deployment }: { before: StoredDeployment; deployment: StoredDeployment },
): ChangedSchedules {
  if (!before.paused || deployment.paused) return { schedules, changed };
  return { schedules, changed: new Set(schedules.map(({ id }) => id)) };
}

async function newSchedules(
  tx: Tx,
  id: string,
  { existing, given }: { existing: ScheduleRow[]; given: GivenSchedule[] },
): Promise<ChangedSchedules> {
  const haveSlugs = existing.length > 0 && existing.every(({ slug }) => slug !== null);
  const giveSlugs = given.length > 0 && given.every(({ slug }) => slug);
  const someHaveSlugs = existing.some(({ slug }) => slug !== null);
  if (someHaveSlugs && given.length > 0 && !giveSlugs) {
    throw unprocessable("Please provide a slug for each schedule: those of the deployment have slugs.");
  }
  const merges = haveSlugs && giveSlugs;
  const known = new Set(existing.map(({ slug }) => slug));
  const isNew = (one: GivenSchedule) => !merges || !(known.has(one.slug ?? null) || known.has(one.replaces ?? null));
  for (const [at, one] of given.entries()) {
    if (isNew(one) && one.schedule === undefined)
      throw refusal(["schedules", at, "schedule"], "a new schedule says when it recurs");
  }
  const change = merges ? mergeSchedules : replaceSchedules;
  return changeSchedules(() => change(tx, id, { existing, given }));
}

/** Runs a change of schedules; two with one slug are a conflict. */
export async function changeSchedules<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (error instanceof SlugTaken) throw conflict("Schedule slugs must be unique within a deployment.");
    throw error;
  }
}

/** The new parameters, checked; undefined when neither they nor what they are held against changes. */
async function changedParameters(
  tx: Tx,
  before: StoredDeployment,
  body: DeploymentUpdate,
): Promise<JsonObject | undefined> {
  const { parameters, parameter_openapi_schema: schema, enforce_parameter_schema: enforce } = body;
  if (!parameters && !enforce) return undefined;
  const doing = "updating deployment";
  const next = parameters ? await hydrated(tx, parameters, doing) : objectOf(before.parameters)!;
  if (enforce ?? before.enforce_parameter_schema) {
    const held = schema === undefined ? objectOf(before.parameter_openapi_schema) : schema;
    const isEmpty = held !== null && Object.keys(held).length === 0;
    if (!isEmpty) await refuseFaultyParameters(next, { schema: held, ignoreRequired: true, doing });
  }
  return parameters ? next : undefined;
}

async function changedPlace(tx: Tx, before: StoredDeployment, body: DeploymentUpdate) {
  const { work_pool_name, work_queue_name, job_variables } = body;
  const place = await newPlace(tx, before, { work_pool_name, work_queue_name });
  const queueId = place === undefined ? before.work_queue_id : place;
  if (job_variables) await refuseFaultyJobVariables(tx, queueId, { layers: [job_variables], complete: false });
  return place === undefined ? {} : { work_queue_id: place };
}

async function newPlace(
  tx: Tx,
  before: StoredDeployment,
  { work_pool_name, work_queue_name }: Pick<DeploymentUpdate, "work_pool_name" | "work_queue_name">,
): Promise<string | null | undefined> {
  if (work_pool_name === null) return null;
  if (work_pool_name !== undefined) return placeOf(tx, { work_pool_name, work_queue_name });
  if (!work_queue_name) return undefined;
  const pool = await poolOfQueue(tx, before.work_queue_id);
  return placeOf(tx, { work_pool_name: pool, work_queue_name });
}

async function poolOfQueue(tx: Tx, queueId: string | null): Promise<string | undefined> {
  if (queueId === null) return undefined;
  const row = await tx.db
    .selectFrom("work_queue")
    .innerJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
    .select("work_pool.name")
    .where("work_queue.id", "=", queueId)
    .executeTakeFirst();
  return row?.name;
}

/** Only the fields that were sent are changed. */
function sentColumns(body: DeploymentUpdate) {
  const { version, description, paused, tags, path, entrypoint, enforce_parameter_schema: enforce } = body;
  const { storage_document_id, infrastructure_document_id, concurrency_options, version_info } = body;
  const { job_variables, pull_steps, parameter_openapi_schema: schema } = body;
  return {
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    ...(paused === undefined ? {} : { paused }),
    ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
    ...(path === undefined ? {} : { path }),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(enforce === undefined || enforce === null ? {} : { enforce_parameter_schema: enforce }),
    ...(storage_document_id === undefined ? {} : { storage_document_id }),
    ...(infrastructure_document_id === undefined ? {} : { infrastructure_document_id }),
    ...(concurrency_options === undefined ? {} : { concurrency_options: concurrency_options as JsonObject | null }),
    ...(version_info === undefined ? {} : { version_info: version_info as JsonObject | null }),
    ...(job_variables === undefined ? {} : { job_variables: jsonText(job_variables ?? {}) }),
    ...(pull_steps === undefined ? {} : { pull_steps: pull_steps && jsonText(pull_steps) }),
    ...(schema === undefined ? {} : { parameter_openapi_schema: schema && jsonText(schema) }),
  };
}

function objectOf(text: string | null): JsonObject | null {
  return text === null ? null : (parseExactJson(text) as JsonObject);
}
