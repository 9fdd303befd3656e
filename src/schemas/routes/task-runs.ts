import { z } from "zod";
import { once } from "../../lib/once.ts";
import { taskRunSorts } from "../enums.ts";
import { TaskWorkerFilter } from "../filters/work-pool-filter.ts";
import { OrchestrationResult } from "../orchestration-result.ts";
import { route } from "../route.ts";
import { HistoryResponse } from "../run-history.ts";
import { StateCreate } from "../run-state.ts";
import { TaskRun, TaskRunCreate, TaskRunResponse, TaskRunUpdate } from "../task-run.ts";
import { TaskWorkerResponse } from "../worker.ts";
import { historyBounds } from "./flow-runs.ts";
import { count, page, pageOf, runFilters, slice, sortedBy } from "./lists.ts";

export const taskRunRoutes = [
  route("POST /task_runs/", {
    summary: "Creates a task run: one that tracks a child flow run, or a background task.",
    body: TaskRunCreate,
    answer: TaskRun,
    status: [201, 200],
  }),
  route("PATCH /task_runs/{id:uuid}", { summary: "Renames a task run.", body: TaskRunUpdate }),
  route("GET /task_runs/{id:uuid}", { summary: "One task run.", answer: TaskRun }),
  route("DELETE /task_runs/{id:uuid}", { summary: "Deletes a task run." }),
  route("POST /task_runs/filter", {
    summary: "Lists task runs.",
    body: once(() => z.object({ ...runFilters(), sort: sortedBy(taskRunSorts), ...slice() })),
    answer: once(() => z.array(TaskRun())),
  }),
  route("POST /task_runs/paginate", {
    summary: "Pages of task runs.",
    body: once(() => z.object({ ...runFilters(), sort: sortedBy(taskRunSorts), ...page() })),
    answer: once(() => pageOf(TaskRunResponse())),
  }),
  route("POST /task_runs/count", {
    summary: "Counts task runs.",
    body: once(() => z.object(runFilters())),
    answer: count,
  }),
  route("POST /task_runs/history", {
    summary: "How many task runs were in which state, by interval.",
    body: once(() => z.object({ ...historyBounds(), ...runFilters() })),
    answer: once(() => z.array(HistoryResponse())),
  }),
  route("POST /task_runs/{id:uuid}/set_state", {
    summary: "Proposes a state.",
    body: once(() => z.object({ state: StateCreate(), force: z.boolean().default(false) })),
    answer: OrchestrationResult,
    status: [201, 200],
  }),
  route("WS /task_runs/subscriptions/scheduled", { summary: "Hands background tasks to task workers." }),
  route("POST /task_workers/filter", {
    summary: "Lists the connected task workers.",
    body: once(() => z.object({ task_worker_filter: TaskWorkerFilter().nullish() })),
    answer: once(() => z.array(TaskWorkerResponse())),
  }),
] as const;
