import { z } from "zod";
import { once } from "../../lib/once.ts";
import { flowRunSorts } from "../enums.ts";
import { jsonObject } from "../fields.ts";
import { TaskRunFilter } from "../filters/task-run-filter.ts";
import { route } from "../route.ts";
import {
  CountByState,
  SchemaValuesValidationResponse,
  SimpleFlowRun,
  SimpleNextFlowRun,
  TaskRunCount,
  UITaskRun,
} from "../ui.ts";
import { flowRunFilters, ids, runFilters } from "./lists.ts";

/** What Prefect's UI asks beyond the public API. */
export const uiRoutes = [
  route("POST /ui/flow_runs/history", {
    summary: "The dots of the run history chart.",
    body: once(() =>
      z.object({
        ...flowRunFilters(),
        sort: z.enum(flowRunSorts).nullable().default("EXPECTED_START_TIME_DESC"),
        limit: z.int().min(0).max(1000).nullable().default(1000),
        offset: z.int().min(0).nullable().default(0),
      }),
    ),
    answer: once(() => z.array(SimpleFlowRun())),
  }),
  route("POST /ui/flow_runs/count-task-runs", {
    summary: "How many task runs each flow run has.",
    body: once(() => z.object({ flow_run_ids: ids() })),
    answer: once(() => z.record(z.string(), z.int())),
  }),
  route("POST /ui/flows/count-deployments", {
    summary: "How many deployments each flow has.",
    body: once(() => z.object({ flow_ids: ids() })),
    answer: once(() => z.record(z.string(), z.int())),
  }),
  route("POST /ui/flows/next-runs", {
    summary: "The next scheduled run of each flow.",
    body: once(() => z.object({ flow_ids: ids() })),
    answer: once(() => z.record(z.string(), SimpleNextFlowRun().nullable())),
  }),
  route("POST /ui/schemas/validate", {
    summary: "Checks values against a JSON schema.",
    body: once(() => z.object({ schema: jsonObject(), values: jsonObject() })),
    answer: SchemaValuesValidationResponse,
  }),
  route("POST /ui/task_runs/dashboard/counts", {
    summary: "How many task runs ended well and badly, in 20 buckets.",
    body: once(() => z.object({ ...flowRunFilters(), task_runs: TaskRunFilter() })),
    answer: once(() => z.array(TaskRunCount())),
  }),
  route("POST /ui/task_runs/count", {
    summary: "How many task runs are in each type of state.",
    body: once(() => z.object(runFilters())),
    answer: CountByState,
  }),
  route("GET /ui/task_runs/{id:uuid}", { summary: "One task run with the name of its flow run.", answer: UITaskRun }),
] as const;
