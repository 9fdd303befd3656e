import type { FlowRunOrchestrationResult } from "../../../schemas/orchestration-result.ts";
import type { StateCreate } from "../../../schemas/run-state.ts";
import { flowRunIds } from "../../db/runs/flow-runs.ts";
import { readState, statesOfRun } from "../../db/runs/run-states.ts";
import { proposeFlowRunState } from "../../orchestration/propose-flow-run-state.ts";
import { aborted, type OrchestrationOutcome } from "../../orchestration/outcome.ts";
import { Answered } from "../http/answer.ts";
import { found } from "../http/api-error.ts";
import { clientVersion } from "../http/client-version.ts";
import { outcomeOnWire, proposalFrom } from "../on-wire/proposal.ts";
import { stateOnWire } from "../on-wire/state.ts";
import { resumeFlowRun } from "./resume-flow-run.ts";
import { type Api, serve } from "../http/serve.ts";

const missing = "Flow run state not found";

/** The states of flow runs: what they were, and what they are asked to become. */
export const servedFlowRunStates = [
  serve("GET /flow_run_states/{id:uuid}", async ({ params }, { store }) => {
    const state = found(await readState(store, "flow_run", params.id), missing);
    return stateOnWire(state, { flow_run_id: state.run_id });
  }),

  serve("GET /flow_run_states/", async ({ query }, { store }) => {
    const states = await statesOfRun(store, "flow_run", query.flow_run_id);
    return states.map((state) => stateOnWire(state, { flow_run_id: query.flow_run_id }));
  }),

  serve("POST /flow_runs/{id:uuid}/set_state", async ({ params, body, headers }, { store }) => {
    const options = { force: body.force, clientVersion: clientVersion(headers) };
    const outcome = await store.write((tx) => proposeFlowRunState(tx, params.id, proposalFrom(body.state), options));
    return answerOf(outcome, params.id);
  }),

  serve("POST /flow_runs/{id:uuid}/resume", async ({ params, body, headers }, { store }) => {
    const request = { runInput: body.run_input ?? null, clientVersion: clientVersion(headers) };
    const outcome = await store.write((tx) => resumeFlowRun(tx, params.id, request));
    return answerOf(outcome, params.id);
  }),

  serve("POST /flow_runs/bulk_set_state", async ({ body }, api) => {
    const ids = await api.store.write((tx) => flowRunIds(tx, { flow_runs: body.flow_runs }, body.limit ?? 50));
    const results = ids.map((id) => setStateOfOne(api, id, { state: body.state, force: body.force }));
    return { results: await Promise.all(results) };
  }),
];

/** 201 when a state was written. */
function answerOf(outcome: OrchestrationOutcome, id: string) {
  return new Answered(outcomeOnWire(outcome, { flow_run_id: id }), { status: outcome.created ? 201 : 200 });
}

/** One run that cannot change does not keep the others from it. */
async function setStateOfOne(
  { store }: Api,
  id: string,
  { state, force }: { state: StateCreate; force: boolean },
): Promise<FlowRunOrchestrationResult> {
  const outcome = await store
    .write((tx) => proposeFlowRunState(tx, id, proposalFrom(state), { force }))
    .catch((error: unknown) => aborted(error instanceof Error ? error.message : String(error)));
  return { flow_run_id: id, ...outcomeOnWire(outcome, { flow_run_id: id }) };
}
