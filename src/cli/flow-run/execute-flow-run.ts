import { installHost } from "../../sdk/host.ts";
import { executeFlowRun as execute } from "../../worker/runner/execute-flow-run.ts";
import { CommandFailure } from "../failure.ts";

/** What infrastructure tells a container or process which run it is for. */
const idVariables = ["SLUICE__FLOW_RUN_ID", "PREFECT__FLOW_RUN_ID"];

/** Executes a run of a deployment in this process; the exit code is 0 where it completed or waits, else 1. */
export async function executeFlowRun(given: string | undefined): Promise<void> {
  const id = given ?? idVariables.map((name) => process.env[name]).find(Boolean);
  if (id === undefined) throw new CommandFailure(`Which flow run? Give its id, or set ${idVariables.join(" or ")}.`);
  const { productionHost } = await import("../../production-host.ts");
  installHost(productionHost);
  const state = await execute({ flowRunId: id });
  if (!state.isCompleted() && state.isFinal()) throw new CommandFailure(`The flow run ended in ${state.toString()}.`);
  console.error(`The flow run is ${state.toString()}.`);
}
