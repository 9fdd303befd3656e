import { z } from "zod";
import { once } from "../../lib/once.ts";
import { BulkDeleteResponse, FlowRunBulkSetStateResponse } from "../bulk-results.ts";
import { flowRunSorts } from "../enums.ts";
import { jsonObject, labels, timestamp } from "../fields.ts";
import { FlowRunFilter } from "../filters/flow-run-filter.ts";
import { FlowRunCreate, FlowRunInput, FlowRunResponse, FlowRunUpdate } from "../flow-run.ts";
import { OrchestrationResult } from "../orchestration-result.ts";
import { route } from "../route.ts";
import { DependencyResult, Graph } from "../run-graph.ts";
import { HistoryResponse } from "../run-history.ts";
import { StateCreate } from "../run-state.ts";
import { bulkLimit, count, flowRunFilters, flowRunHistoryFilters, page, pageOf, slice, sortedBy } from "./lists.ts";

const selection = once(() => z.object({ ...flowRunFilters(), sort: sortedBy(flowRunSorts), ...slice() }));
const pagedSelection = once(() => z.object({ ...flowRunFilters(), sort: sortedBy(flowRunSorts), ...page() }));
const proposal = once(() => z.object({ state: StateCreate(), force: z.boolean().default(false) }));
const nothing = once(() => z.null());

export const flowRunRoutes = [
  route("POST /flow_runs/", {
    summary: "Creates a flow run.",
    body: FlowRunCreate,
    answer: FlowRunResponse,
    status: [201, 200],
  }),
  route("PATCH /flow_runs/{id:uuid}", { summary: "Changes the given fields of a flow run.", body: FlowRunUpdate }),
  route("GET /flow_runs/{id:uuid}", { summary: "One flow run.", answer: FlowRunResponse }),
  route("DELETE /flow_runs/{id:uuid}", { summary: "Deletes a flow run and frees what it holds." }),
  route("POST /flow_runs/filter", {
    summary: "Lists flow runs.",
    body: selection,
    answer: once(() => z.array(FlowRunResponse())),
  }),
  route("POST /flow_runs/paginate", {
    summary: "Pages of flow runs.",
    body: pagedSelection,
    answer: once(() => pageOf(FlowRunResponse())),
  }),
  route("POST /flow_runs/count", {
    summary: "Counts flow runs.",
    body: once(() => z.object(flowRunFilters())),
    answer: count,
  }),
  route("POST /flow_runs/lateness", {
    summary: "Average lateness in seconds.",
    body: once(() => z.object(flowRunFilters())),
    answer: once(() => z.number().nullable()),
  }),
  route("POST /flow_runs/history", {
    summary: "How many flow runs were in which state, by interval.",
    body: once(() => z.object({ ...historyBounds(), ...flowRunHistoryFilters() })),
    answer: once(() => z.array(HistoryResponse())),
  }),
  route("GET /flow_runs/{id:uuid}/graph", {
    summary: "The task runs of a flow run and what each waited for.",
    answer: once(() => z.array(DependencyResult())),
  }),
  route("GET /flow_runs/{id:uuid}/graph-v2", {
    summary: "The graph of a flow run; since a time, what has changed after it.",
    query: once(() => z.object({ since: timestamp().optional() })),
    answer: Graph,
  }),
  route("POST /flow_runs/{id:uuid}/set_state", {
    summary: "Proposes a state.",
    body: proposal,
    answer: OrchestrationResult,
    status: [201, 200],
  }),
  route("POST /flow_runs/{id:uuid}/resume", {
    summary: "Resumes a paused flow run, with input where it waits for some.",
    body: once(() => z.object({ run_input: jsonObject().nullish() })),
    answer: OrchestrationResult,
    status: [201, 200],
  }),
  route("POST /flow_runs/bulk_set_state", {
    summary: "Proposes a state to up to 50 flow runs that match.",
    body: once(() => z.object({ flow_runs: FlowRunFilter().nullish(), ...proposal().shape, limit: bulkLimit() })),
    answer: FlowRunBulkSetStateResponse,
  }),
  route("POST /flow_runs/bulk_delete", {
    summary: "Deletes up to 50 flow runs that match.",
    body: once(() => z.object({ flow_runs: FlowRunFilter().nullish(), limit: bulkLimit() })),
    answer: BulkDeleteResponse,
  }),
  route("POST /flow_runs/{id:uuid}/input", {
    summary: "Sends a value to a flow run under a key.",
    body: once(() => z.object({ key: z.string(), value: z.string(), sender: z.string().nullish() })),
    answer: nothing,
    status: 201,
  }),
  route("POST /flow_runs/{id:uuid}/input/filter", {
    summary: "Lists the inputs whose key begins with a prefix, oldest first.",
    body: once(() =>
      z.object({
        prefix: z.string(),
        limit: z.int().min(0).default(1),
        exclude_keys: z.array(z.string()).nullable().default([]),
      }),
    ),
    answer: once(() => z.array(FlowRunInput())),
  }),
  route("GET /flow_runs/{id:uuid}/input/{key}", {
    summary: "The value of one input, as text.",
    answer: once(() => z.string()),
    media: "text/plain",
  }),
  route("DELETE /flow_runs/{id:uuid}/input/{key}", { summary: "Removes an input." }),
  route("GET /flow_runs/{id:uuid}/logs/download", {
    summary: "All logs of a flow run as CSV.",
    answer: once(() => z.string()),
    media: "text/csv",
  }),
  route("PATCH /flow_runs/{id:uuid}/labels", { summary: "Merges labels into a flow run's.", body: labels }),
] as const;

/** The time that a history covers and the width of its buckets. */
export function historyBounds() {
  return {
    history_start: timestamp(),
    history_end: timestamp(),
    history_interval_seconds: z.number(),
  };
}
