import { z } from "zod";
import { once } from "../../lib/once.ts";
import { BulkDeleteResponse } from "../bulk-results.ts";
import { flowSorts } from "../enums.ts";
import { FlowFilter } from "../filters/flow-filter.ts";
import { Flow, FlowCreate, FlowUpdate } from "../flow.ts";
import { route } from "../route.ts";
import { bulkLimit, count, flowFilters, page, pageOf, slice, sortedBy } from "./lists.ts";

const selection = once(() => z.object({ ...flowFilters(), sort: sortedBy(flowSorts), ...slice() }));
const pagedSelection = once(() => z.object({ ...flowFilters(), sort: sortedBy(flowSorts), ...page() }));

export const flowRoutes = [
  route("POST /flows/", {
    summary: "Registers a flow by its name.",
    body: FlowCreate,
    answer: Flow,
    status: [201, 200],
  }),
  route("PATCH /flows/{id:uuid}", { summary: "Replaces the tags of a flow.", body: FlowUpdate }),
  route("GET /flows/{id:uuid}", { summary: "One flow.", answer: Flow }),
  route("DELETE /flows/{id:uuid}", { summary: "Deletes a flow with its deployments and runs." }),
  route("GET /flows/name/{name}", { summary: "One flow by its name.", answer: Flow }),
  route("POST /flows/filter", { summary: "Lists flows.", body: selection, answer: once(() => z.array(Flow())) }),
  route("POST /flows/paginate", {
    summary: "Pages of flows.",
    body: pagedSelection,
    answer: once(() => pageOf(Flow())),
  }),
  route("POST /flows/count", {
    summary: "Counts flows.",
    body: once(() => z.object(flowFilters())),
    answer: count,
  }),
  route("POST /flows/bulk_delete", {
    summary: "Deletes up to 50 flows that match.",
    body: once(() => z.object({ flows: FlowFilter().nullish(), limit: bulkLimit() })),
    answer: BulkDeleteResponse,
  }),
] as const;
