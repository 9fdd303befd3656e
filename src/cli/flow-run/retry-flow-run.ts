import { inspect } from "node:util";
import { isUuid } from "../../lib/uuid.ts";
import { connect } from "../../sdk/engine/reporting/process.ts";
import { findResumable, retryFlowRun as retry } from "../../sdk/engine/flows/retry-flow-run.ts";
import { installHost } from "../../sdk/host.ts";
import type { State } from "../../sdk/state.ts";
import { openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { findRun } from "../find-run.ts";
import { planRetry } from "./plan-retry.ts";
import { becomeNodeWith } from "./become-node-with.ts";

export interface RetryFlowRunOptions {
  force?: boolean;
  fromTask?: string;
  all?: boolean;
  dryRun?: boolean;
}

/** Goes on with a run, in this process where it has no deployment; then the exit code says whether it completed. */
export async function retryFlowRun(text: string, options: RetryFlowRunOptions): Promise<void> {
  const id = await idOf(text);
  if (!(await planRetry(id, options))) return;
  const { productionHost } = await import("../../production-host.ts");
  installHost(productionHost);
  const { api } = await connect();
  const { name, origin } = await findResumable(api, id);
  becomeNodeWith(origin.exec_argv ?? []);
  const state = await retry(id, options);
  if (!state.isCompleted()) throw new CommandFailure(`Flow run ${name} ended in ${String(state)}.`);
  console.log(`Flow run ${name} has completed: ${String(state)}${resultText(state)}`);
}

const longestResult = 500;

/** What the flow returned, at a glance; nothing where it returned nothing. */
function resultText({ value: held }: State): string {
  if (held.kind !== "value" || held.value === undefined) return "";
  const text = inspect(held.value, { depth: 3, maxArrayLength: 20, maxStringLength: longestResult });
  return `\nIt returned ${text.length > longestResult ? `${text.slice(0, longestResult)}…` : text}`;
}

async function idOf(text: string): Promise<string> {
  if (isUuid(text)) return text; // a run that was killed goes on sooner without a second look
  await using api = await openApi();
  return await findRun(api, "flow run", text);
}
