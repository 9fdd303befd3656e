import { isUuid } from "../../lib/uuid.ts";
import { connect } from "../../sdk/engine/process.ts";
import { findResumable, retryFlowRun as retry } from "../../sdk/engine/retry-flow-run.ts";
import { installHost } from "../../sdk/host.ts";
import { openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { findRun } from "../find-run.ts";
import { becomeNodeWith } from "./become-node-with.ts";

export interface RetryFlowRunOptions {
  force?: boolean;
}

/** Goes on with a run in this process; its exit code says whether the run completed. */
export async function retryFlowRun(text: string, options: RetryFlowRunOptions): Promise<void> {
  const id = await idOf(text);
  const { productionHost } = await import("../../production-host.ts");
  installHost(productionHost);
  const { api } = await connect();
  const { name, origin } = await findResumable(api, id);
  becomeNodeWith(origin.exec_argv ?? []);
  const state = await retry(id, options);
  if (state.isCompleted()) return console.log(`Flow run ${name} has completed.`);
  throw new CommandFailure(`Flow run ${name} ended in ${String(state)}.`);
}

async function idOf(text: string): Promise<string> {
  if (isUuid(text)) return text; // a run that was killed goes on sooner without a second look
  await using api = await openApi();
  return await findRun(api, "flow run", text);
}
