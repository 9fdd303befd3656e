import { setTimeout as sleep } from "node:timers/promises";
import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import { isTerminal } from "../../schemas/state.ts";
import { type CommandApi, openApi } from "../api.ts";
import { findRun } from "../find-run.ts";
import { interruptedExitCode, untilInterrupted } from "../interrupt.ts";
import { found } from "../not-found.ts";
import { paintState } from "../print/state.ts";

const everyMs = 500;

/** Prints each state that a flow run enters until it has ended; the exit code says how. */
export async function watchFlowRun(text: string): Promise<void> {
  await using api = await openApi();
  using interrupted = untilInterrupted();
  const id = await findRun(api, "flow run", text);
  let seen: string | null = null;
  while (!interrupted.aborted) {
    const run = await found(api.client.call("GET /flow_runs/{id:uuid}", { params: { id } }), `flow run ${id}`);
    if (run.state_id !== seen) await printStatesSince(api, run, seen);
    seen = run.state_id;
    if (run.state_type !== null && isTerminal(run.state_type)) {
      process.exitCode = run.state_type === "COMPLETED" ? 0 : 1;
      return;
    }
    await sleep(everyMs, undefined, { signal: interrupted }).catch(() => {});
  }
  console.error("Stopped watching; the run goes on.");
  process.exitCode = interruptedExitCode;
}

/** Those between two looks, too. */
async function printStatesSince({ client }: CommandApi, run: FlowRunResponse, seen: string | null): Promise<void> {
  const states = await client.call("GET /flow_run_states/", { query: { flow_run_id: run.id } });
  for (const state of states.slice(states.findIndex(({ id }) => id === seen) + 1)) {
    const message = state.message ? `  ${state.message}` : "";
    console.log(`${state.timestamp}  ${run.name}  ${paintState(state.type, state.name ?? state.type)}${message}`);
  }
}
