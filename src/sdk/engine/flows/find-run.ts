// Runs of the same flow that a new call may belong to (engine.md R3).

import type { InterruptedQuery, InterruptedRuns, RecordedResult } from "../../../schemas/record.ts";
import { isHttpStatusError } from "../../errors.ts";
import type { Api } from "../../host.ts";
import { levels } from "../../logging/levels.ts";
import { show } from "../../logging/console.ts";
import { bindParameters, validateParameters } from "../../parameters/bind.ts";
import { serializeParameters } from "../../parameters/serialize.ts";
import { State } from "../../state.ts";
import { ask } from "../reporting/ask.ts";
import { loadResult } from "../results/keep-result.ts";
import { resolveInputs } from "../calls/resolve-inputs.ts";
import { resultStorage } from "../results/result-rules.ts";
import type { FlowCall } from "./start-flow.ts";
import { takeOver, type TakenRun } from "../liveness/take-over.ts";

/** The run that this call attaches to, by its options: a state if it has completed, or the run taken over. */
export async function attachedRun(api: Api, flow: FlowCall): Promise<State | TakenRun | undefined> {
  const { options } = flow.definition;
  if (options.idempotencyKey !== undefined) return await runOfKey(api, flow, options.idempotencyKey);
  if (options.resume !== "interrupted") return undefined;
  const [id] = await interruptedRuns(api, flow);
  return id === undefined ? undefined : await takeOver(api, id, { cause: "attached" });
}

async function runOfKey(api: Api, flow: FlowCall, key: string): Promise<State | TakenRun | undefined> {
  const body = {
    flows: { name: { any_: [flow.definition.name] } },
    flow_runs: { idempotency_key: { any_: [key] } },
    limit: 1,
  };
  const [run] = await ask<{ id: string; state_type: string; state_name: string }[]>(api, "/flow_runs/filter", {
    method: "POST",
    body,
  });
  if (run === undefined) return undefined;
  if (run.state_type !== "COMPLETED") return await takeOver(api, run.id, { cause: "attached" });
  const result = await ask<RecordedResult | null>(api, `/sluice/flow_runs/${run.id}/result`);
  const load = async (): Promise<unknown> =>
    await loadResult(result ?? { reason: "it was not kept" }, resultStorage(flow.definition, {}));
  return new State({ type: "COMPLETED", name: run.state_name, value: { kind: "stored", load } });
}

async function interruptedRuns(api: Api, flow: FlowCall): Promise<string[]> {
  const parameters = await parametersOf(flow);
  if (parameters === undefined) return [];
  const body: InterruptedQuery = { flow_name: flow.definition.name, parameters_json: parameters };
  const question = { method: "POST", body } as const;
  return (await ask<InterruptedRuns>(api, "/sluice/flow_runs/interrupted", question)).flow_run_ids;
}

/** The parameters as a run of this call records them; undefined where they do not fit, which the run itself tells. */
async function parametersOf({ definition, args }: FlowCall): Promise<string | undefined> {
  try {
    const bound = bindParameters(definition, await resolveInputs(args));
    return serializeParameters((await validateParameters(definition, bound)).named);
  } catch {
    return undefined;
  }
}

const mentioned = new Set<string>();

/** Says once a flow that a run of it with equal parameters lies interrupted; nothing waits for this. */
export function mentionInterrupted(api: Api, flow: FlowCall): void {
  const { name } = flow.definition;
  if (mentioned.has(name)) return;
  mentioned.add(name);
  interruptedRuns(api, flow).then(
    ([id]) => {
      if (id !== undefined)
        show({
          level: levels.WARNING,
          source: "sluice",
          message: `A run of "${name}" with the same parameters was interrupted. Go on with it: npx sluice flow-run retry ${id}`,
        });
    },
    (error: unknown) => {
      // A server of another kind has no such route; anything else the run itself will meet.
      if (!isHttpStatusError(error))
        show({
          level: levels.DEBUG,
          source: "sluice",
          message: `Interrupted runs were not looked for: ${String(error)}`,
        });
    },
  );
}
