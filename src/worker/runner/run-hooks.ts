import { runInContext } from "../../sdk/context.ts";
import { fromRecordedState } from "../../sdk/state.ts";
import type { RecordedState } from "../../schemas/record.ts";
import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import { connect } from "../../sdk/engine/reporting/process.ts";
import { show } from "../../sdk/logging/console.ts";
import { levels } from "../../sdk/logging/levels.ts";
import { type CodePlace, loadFlow } from "./code-place.ts";
import type { HookName } from "./execute-flow-run.ts";

export interface OrphanedHooks {
  name: HookName;
  flowRunId: string;
  place: CodePlace;
  state: RecordedState;
}

/** Runs the hooks of a run whose own process is gone. What a hook throws is told and stops no other. */
export async function runOrphanedHooks({ name, flowRunId, place, state }: OrphanedHooks): Promise<void> {
  const definition = await loadFlow(place);
  const { api } = await connect();
  const run = await ask<FlowRunResponse>(api, `/flow_runs/${flowRunId}`, { isPatient: true });
  const view = {
    id: run.id,
    name: run.name,
    flowName: definition.name,
    tags: run.tags,
    parameters: run.parameters as Record<string, unknown>,
    runCount: run.run_count,
  };
  for (const hook of definition.options[name] ?? []) {
    try {
      await runInContext({}, () => hook(definition.target(), view, fromRecordedState(state)));
    } catch (error) {
      show({ level: levels.ERROR, source: "sluice", message: `The hook ${hook.name} failed: ${String(error)}` });
    }
  }
}
