import { listInputs, readInput, removeInput, sendInput } from "../../db/runs/flow-run-inputs.ts";
import type { Tx } from "../../db/store.ts";
import { conflict, found, notFound } from "../http/api-error.ts";
import { missingFlowRun } from "./flow-runs.ts";
import { storedOnWire } from "../on-wire/time.ts";
import { serve } from "../http/serve.ts";

const missing = "Flow run input not found";

/** Values that are sent to flow runs. */
export const servedFlowRunInputs = [
  serve("POST /flow_runs/{id:uuid}/input", async ({ params, body }, { store }) => {
    await store.write(async (tx) => {
      if (!(await isThere(tx, params.id))) throw notFound(missingFlowRun);
      const isNew = await sendInput(tx, { flow_run_id: params.id, ...body });
      if (!isNew) throw conflict("A flow run input with this key already exists.");
    });
    return null;
  }),

  serve("POST /flow_runs/{id:uuid}/input/filter", async ({ params, body }, { store }) => {
    const list = { prefix: body.prefix, limit: body.limit, excluded: body.exclude_keys ?? [] };
    const inputs = await listInputs(store, params.id, list);
    return inputs.map(({ flow_run_id, key, value, sender, ...row }) => ({
      ...storedOnWire(row),
      flow_run_id,
      key,
      value,
      sender,
    }));
  }),

  serve("GET /flow_runs/{id:uuid}/input/{key}", async ({ params }, { store }) =>
    found(await store.read((db) => readInput({ db }, params.id, params.key)), missing),
  ),

  serve("DELETE /flow_runs/{id:uuid}/input/{key}", async ({ params }, { store }) => {
    const wasThere = await store.write((tx) => removeInput(tx, params.id, params.key));
    if (!wasThere) throw notFound(missing);
    return undefined;
  }),
];

async function isThere({ db }: Tx, id: string): Promise<boolean> {
  return (await db.selectFrom("flow_run").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}
