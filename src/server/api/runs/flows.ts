import { deploymentsOfFlow } from "../../db/deployments/deployments.ts";
import { deleteFlowRunsOfFlow } from "../../db/runs/flow-run-deletion.ts";
import {
  countFlows,
  deleteFlow,
  flowIds,
  listFlows,
  readFlow,
  registerFlow,
  updateFlowTags,
} from "../../db/runs/flows.ts";
import type { Tx } from "../../db/store.ts";
import { tellOfChange } from "../../events/change-events.ts";
import { createdOrFound } from "../http/answer.ts";
import { found, notFound } from "../http/api-error.ts";
import { deleteWithLimit } from "../deployments/deployments.ts";
import { flowOnWire } from "../on-wire/flow.ts";
import { pageOf, sliceOf } from "../http/paging.ts";
import { serve } from "../http/serve.ts";

const missing = "Flow not found";

export const servedFlows = [
  serve("POST /flows/", async ({ body }, { store }) => {
    const { flow, isNew } = await store.write(async (tx) => {
      const registered = await registerFlow(tx, { ...body, labels: body.labels ?? {} });
      if (registered.isNew) await tellOfChange(tx, { kind: "flow", ...registered.flow }, "created");
      return registered;
    });
    return createdOrFound(flowOnWire(flow), isNew);
  }),

  serve("PATCH /flows/{id:uuid}", async ({ params, body }, { store }) => {
    await store.write(async (tx) => {
      const flow = found(await updateFlowTags(tx, params.id, body.tags ?? []), missing);
      await tellOfChange(tx, { kind: "flow", ...flow }, "updated", { updated_fields: ["tags"] });
    });
    return undefined;
  }),

  serve("GET /flows/{id:uuid}", async ({ params }, { store }) =>
    flowOnWire(found(await readFlow(store, { id: params.id }), missing)),
  ),

  serve("GET /flows/name/{name}", async ({ params }, { store }) =>
    flowOnWire(found(await readFlow(store, { name: params.name }), missing)),
  ),

  serve("DELETE /flows/{id:uuid}", async ({ params }, { store }) => {
    const isThere = await store.write((tx) => deleteWithRuns(tx, params.id));
    if (!isThere) throw notFound(missing);
    return undefined;
  }),

  serve("POST /flows/filter", async ({ body }, api) => {
    const flows = await listFlows(api.store, { filters: body, sort: body.sort ?? "NAME_ASC", ...sliceOf(body, api) });
    return flows.map(flowOnWire);
  }),

  serve("POST /flows/paginate", async ({ body }, api) => {
    const { results, ...page } = await pageOf(body, api, {
      list: (slice) => listFlows(api.store, { filters: body, sort: body.sort ?? "NAME_ASC", ...slice }),
      count: () => countFlows(api.store, body),
    });
    return { results: results.map(flowOnWire), ...page };
  }),

  serve("POST /flows/count", ({ body }, { store }) => countFlows(store, body)),

  serve("POST /flows/bulk_delete", async ({ body }, { store }) => ({
    deleted: await store.write(async (tx) => {
      const ids = await flowIds(tx, { flows: body.flows }, body.limit ?? 50);
      for (const id of ids) await deleteWithRuns(tx, id);
      return ids;
    }),
  })),
];

async function deleteWithRuns(tx: Tx, id: string): Promise<boolean> {
  const flow = await deleteFlow(tx, id);
  if (flow === undefined) return false;
  await tellOfChange(tx, { kind: "flow", ...flow }, "deleted");
  for (const deployment of await deploymentsOfFlow(tx, id)) await deleteWithLimit(tx, deployment);
  await deleteFlowRunsOfFlow(tx, id);
  return true;
}
