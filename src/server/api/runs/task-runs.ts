import { randomName } from "../../../lib/random-name.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { microsFromWire } from "../../../schemas/iso-time.ts";
import type { TaskRunCreate } from "../../../schemas/task-run.ts";
import { readState, statesOfRun } from "../../db/runs/run-states.ts";
import type { Tx } from "../../db/store.ts";
import {
  deleteTaskRun,
  insertTaskRun,
  type NewTaskRun,
  renameTaskRun,
  takenBy,
} from "../../db/runs/task-run-changes.ts";
import { countTaskRuns, listTaskRuns, readTaskRun, readTaskRunIn } from "../../db/runs/task-runs.ts";
import { proposeTaskRunState } from "../../orchestration/propose-task-run-state.ts";
import { Answered, createdOrFound } from "../http/answer.ts";
import { conflict, found, notFound } from "../http/api-error.ts";
import { integrityConflict } from "../http/error-answer.ts";
import { outcomeOnWire, proposalFrom } from "../on-wire/proposal.ts";
import { stateOnWire } from "../on-wire/state.ts";
import { slimTaskRunOnWire, taskRunIds, taskRunOnWire } from "../on-wire/task-run.ts";
import { pageOf, sliceOf } from "../http/paging.ts";
import { runHistoryOnWire } from "./run-history.ts";
import { serve } from "../http/serve.ts";

const missing = "Task run not found";

export const servedTaskRuns = [
  serve("POST /task_runs/", async ({ body }, { store, clock }) => {
    const { row, isNew } = await store.write((tx) => createOrFind(tx, body));
    return createdOrFound(taskRunOnWire(row, clock.now()), isNew);
  }),

  serve("PATCH /task_runs/{id:uuid}", async ({ params, body }, { store }) => {
    const { name } = body;
    const isThere = await store.write((tx) =>
      name === undefined ? hasTaskRun(tx, params.id) : renameTaskRun(tx, params.id, name),
    );
    if (!isThere) throw notFound(missing);
    return undefined;
  }),

  serve("GET /task_runs/{id:uuid}", async ({ params }, { store, clock }) =>
    taskRunOnWire(found(await readTaskRun(store, params.id), "Task not found"), clock.now()),
  ),

  serve("DELETE /task_runs/{id:uuid}", async ({ params }, { store }) => {
    const wasThere = await store.write((tx) => deleteTaskRun(tx, params.id));
    if (!wasThere) throw notFound(missing);
    return undefined;
  }),

  serve("POST /task_runs/filter", async ({ body }, api) => {
    const list = { filters: body, sort: body.sort ?? "ID_DESC", ...sliceOf(body, api) };
    const now = api.clock.now();
    return (await listTaskRuns(api.store, list)).map((run) => taskRunOnWire(run, now));
  }),

  serve("POST /task_runs/paginate", async ({ body }, api) => {
    const { results, ...page } = await pageOf(body, api, {
      list: (slice) => listTaskRuns(api.store, { filters: body, sort: body.sort ?? "ID_DESC", ...slice }),
      count: () => countTaskRuns(api.store, body),
    });
    const now = api.clock.now();
    return { results: results.map((run) => slimTaskRunOnWire(run, now)), ...page };
  }),

  serve("POST /task_runs/count", ({ body }, { store }) => countTaskRuns(store, body)),

  serve("POST /task_runs/history", ({ body }, api) =>
    runHistoryOnWire("task_run", api, {
      start: microsFromWire(body.history_start),
      end: microsFromWire(body.history_end),
      seconds: body.history_interval_seconds,
      filters: body,
    }),
  ),

  serve("POST /task_runs/{id:uuid}/set_state", async ({ params, body }, { store }) => {
    const outcome = await store.write((tx) =>
      proposeTaskRunState(tx, params.id, proposalFrom(body.state), { force: body.force }),
    );
    return new Answered(outcomeOnWire(outcome, { task_run_id: params.id }), { status: outcome.created ? 201 : 200 });
  }),

  serve("GET /task_run_states/{id:uuid}", async ({ params }, { store }) => {
    const state = found(await readState(store, "task_run", params.id), "Flow run state not found");
    const run = await readTaskRun(store, state.run_id);
    return stateOnWire(state, taskRunIds(state.run_id, run?.flow_run_id ?? null));
  }),

  serve("GET /task_run_states/", async ({ query }, { store }) => {
    const states = await statesOfRun(store, "task_run", query.task_run_id);
    const run = await readTaskRun(store, query.task_run_id);
    return states.map((state) => stateOnWire(state, taskRunIds(query.task_run_id, run?.flow_run_id ?? null)));
  }),
];

async function createOrFind(tx: Tx, body: TaskRunCreate) {
  const run = newTaskRun(body);
  if (run.flow_run_id !== null && !(await hasFlowRun(tx, run.flow_run_id))) throw conflict(integrityConflict);
  const isNew = await insertTaskRun(tx, run);
  if (!isNew) return { row: await readTaskRunIn(tx, await takenBy(tx, run)), isNew };
  await proposeTaskRunState(tx, run.id, proposalFrom(body.state ?? { type: "PENDING" }), { force: true });
  if (body.state?.type === "SCHEDULED") tx.touch(`task-queue:${run.task_key}`); // a worker may wait for it
  return { row: await readTaskRunIn(tx, run.id), isNew };
}

function newTaskRun(body: TaskRunCreate): NewTaskRun {
  return {
    id: body.id ?? uuidv7(),
    flow_run_id: body.flow_run_id ?? null,
    name: body.name ?? randomName(),
    task_key: body.task_key,
    dynamic_key: body.dynamic_key,
    cache_key: body.cache_key ?? null,
    cache_expiration: body.cache_expiration ? microsFromWire(body.cache_expiration) : null,
    task_version: body.task_version ?? null,
    empirical_policy: body.empirical_policy ?? {},
    tags: [...new Set(body.tags)],
    labels: body.labels ?? {},
    task_inputs: body.task_inputs,
  };
}

async function hasFlowRun({ db }: Tx, id: string): Promise<boolean> {
  return (await db.selectFrom("flow_run").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}

async function hasTaskRun({ db }: Tx, id: string): Promise<boolean> {
  return (await db.selectFrom("task_run").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}
