import { deleteOwnLimit, limitsOfDeployments } from "../../db/deployments/deployment-limits.ts";
import { schedulesOf } from "../../db/deployments/deployment-schedules.ts";
import {
  countDeployments,
  deleteDeployment,
  deploymentIds,
  type DeploymentKey,
  type DeploymentRow,
  listDeployments,
  lockDeployment,
  readDeployment,
} from "../../db/deployments/deployments.ts";
import type { Tx } from "../../db/store.ts";
import type { DeploymentResponse } from "../../../schemas/deployment.ts";
import { listWorkQueues } from "../../db/work-pools/work-queues.ts";
import { tellOfChange } from "../../events/change-events.ts";
import { createdOrFound } from "../http/answer.ts";
import { found, notFound } from "../http/api-error.ts";
import { changeDeployment, missingDeployment, saveDeployment } from "./deployment-changes.ts";
import { deploymentOnWire } from "../on-wire/deployment.ts";
import { workQueueOnWire } from "../on-wire/work-pool.ts";
import { pageOf, sliceOf } from "../http/paging.ts";
import { type Api, serve } from "../http/serve.ts";

export const servedDeployments = [
  serve("POST /deployments/", async ({ body }, api) => {
    const { id, isNew } = await api.store.write((tx) => saveDeployment(tx, body, api));
    return createdOrFound(await wholeDeployment({ id }, api), isNew);
  }),

  serve("PATCH /deployments/{id:uuid}", async ({ params, body }, api) => {
    await api.store.write((tx) => changeDeployment(tx, params.id, { body, api }));
    return undefined;
  }),

  serve("GET /deployments/{id:uuid}", ({ params }, api) => wholeDeployment({ id: params.id }, api)),

  serve("GET /deployments/name/{flow_name}/{deployment_name}", ({ params }, api) =>
    wholeDeployment({ flow: params.flow_name, name: params.deployment_name }, api),
  ),

  serve("DELETE /deployments/{id:uuid}", async ({ params }, { store }) => {
    const wasThere = await store.write((tx) => deleteWithLimit(tx, params.id));
    if (!wasThere) throw notFound(missingDeployment);
    return undefined;
  }),

  serve("POST /deployments/filter", async ({ body }, api) => {
    const list = { filters: body, sort: body.sort ?? "NAME_ASC", ...sliceOf(body, api) };
    return whole(await listDeployments(api.store, list), api);
  }),

  serve("POST /deployments/paginate", async ({ body }, api) => {
    const { results, ...page } = await pageOf(body, api, {
      list: (slice) => listDeployments(api.store, { filters: body, sort: body.sort ?? "NAME_ASC", ...slice }),
      count: () => countDeployments(api.store, body),
    });
    return { results: await whole(results, api), ...page };
  }),

  serve("POST /deployments/count", ({ body }, { store }) => countDeployments(store, body)),

  serve("POST /deployments/bulk_delete", async ({ body }, { store }) => ({
    deleted: await store.write(async (tx) => {
      const ids = await deploymentIds(tx, { deployments: body.deployments }, body.limit ?? 50);
      for (const id of ids) await deleteWithLimit(tx, id);
      return ids;
    }),
  })),

  serve("POST /deployments/{id:uuid}/pause_deployment", async ({ params }, api) => {
    await api.store.write((tx) => changeDeployment(tx, params.id, { body: { paused: true }, api }));
    return null;
  }),

  serve("POST /deployments/{id:uuid}/resume_deployment", async ({ params }, api) => {
    await api.store.write((tx) => changeDeployment(tx, params.id, { body: { paused: false }, api }));
    return null;
  }),

  serve("GET /deployments/{id:uuid}/work_queue_check", async ({ params }, api) => {
    const deployment = found(await api.store.read((db) => readDeployment(db, { id: params.id })), missingDeployment);
    const queues = await listWorkQueues(api.store, { filter: null, limit: mostQueues, offset: 0 });
    const picking = queues.filter(({ filter }) => picks(filter as LegacyFilter | null, deployment));
    return picking.map((queue) => workQueueOnWire(queue, api.clock.now()));
  }),
];

const mostQueues = 10_000;

interface LegacyFilter {
  tags?: string[] | null;
  deployment_ids?: string[] | null;
}

/** Whether the filter of a legacy queue lets the runs of a deployment through. */
function picks(filter: LegacyFilter | null, { id, tags }: DeploymentRow): boolean {
  if (filter === null) return false;
  const { tags: wanted, deployment_ids: ids } = filter;
  if (!wanted && !ids) return false;
  return (!wanted || wanted.every((tag) => tags.includes(tag))) && (!ids || ids.includes(id));
}

export async function deleteWithLimit(tx: Tx, id: string): Promise<boolean> {
  const deployment = await lockDeployment(tx, { id });
  if (deployment === undefined) return false;
  await tx.db.deleteFrom("deployment_limit").where("deployment_id", "=", id).execute();
  await deleteOwnLimit(tx, id);
  await tellOfChange(tx, { kind: "deployment", ...deployment }, "deleted");
  return deleteDeployment(tx, id);
}

async function wholeDeployment(key: DeploymentKey, api: Api): Promise<DeploymentResponse> {
  const deployment = found(await api.store.read((db) => readDeployment(db, key)), missingDeployment);
  const [answer] = await whole([deployment], api);
  return answer!;
}

/** Deployments with their schedules and limits. */
async function whole(deployments: readonly DeploymentRow[], { store, clock }: Api): Promise<DeploymentResponse[]> {
  const ids = deployments.map(({ id }) => id);
  const now = clock.now();
  const [schedules, limits] = await store.read(async (db) =>
    Promise.all([schedulesOf(db, ids), limitsOfDeployments(db, { ids, now })]),
  );
  const byDeployment = Map.groupBy(schedules, ({ deployment_id }) => deployment_id);
  return deployments.map((deployment) => {
    const parts = { schedules: byDeployment.get(deployment.id) ?? [], limit: limits.get(deployment.id) };
    return deploymentOnWire({ deployment, ...parts }, now);
  });
}
