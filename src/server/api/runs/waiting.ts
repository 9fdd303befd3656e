import { whyWaiting } from "../../waiting/why-waiting.ts";
import { found } from "../http/api-error.ts";
import { serve } from "../http/serve.ts";
import { missingFlowRun } from "./flow-runs.ts";

export const servedWaiting = [
  serve("GET /sluice/flow_runs/{id:uuid}/waiting", async ({ params }, { store, clock }) => {
    const now = clock.now();
    const { run, reasons } = found(await store.read((db) => whyWaiting(db, params.id, now)), missingFlowRun);
    return { flow_run_id: run.id, state_name: run.state_name, reasons };
  }),
];
