import { parseExactJson } from "../../lib/exact-json.ts";
import type { JsonObject } from "../../lib/json.ts";
import { openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { findRun } from "../find-run.ts";
import { found } from "../not-found.ts";

export interface ResumeFlowRunOptions {
  input?: string;
}

/** Lets a paused run go on; a suspended one that has no deployment goes on in this process. */
export async function resumeFlowRun(text: string, options: ResumeFlowRunOptions): Promise<void> {
  const run_input = inputOf(options);
  const { id, isOurs } = await resume(text, run_input);
  if (!isOurs) return console.log(`Flow run ${id} goes on. Watch it: sluice flow-run watch ${id}`);
  const { retryFlowRun } = await import("./retry-flow-run.ts");
  await retryFlowRun(id, {});
}

async function resume(text: string, run_input: JsonObject | null): Promise<{ id: string; isOurs: boolean }> {
  await using api = await openApi();
  const id = await findRun(api, "flow run", text);
  const run = await found(api.client.call("GET /flow_runs/{id:uuid}", { params: { id } }), `flow run ${id}`);
  const answer = await api.client.call("POST /flow_runs/{id:uuid}/resume", { params: { id }, body: { run_input } });
  if (answer.status === "ACCEPT")
    return { id, isOurs: answer.state?.type === "SCHEDULED" && run.deployment_id === null };
  const reason = "reason" in answer.details ? answer.details.reason : null;
  throw new CommandFailure(`Flow run ${run.name} is not resumed: ${reason ?? `it is ${run.state_name}`}`);
}

function inputOf({ input }: ResumeFlowRunOptions): JsonObject | null {
  if (input === undefined) return null;
  const value = parsed(input);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new CommandFailure('The input of a run is a JSON object, for example {"approved": true}.');
}

function parsed(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
