import type { OrchestrationResult } from "../../schemas/orchestration-result.ts";
import { ask } from "../engine/reporting/ask.ts";
import { connect } from "../engine/reporting/process.ts";
import { isHttpStatusError, NotPausedError, ObjectNotFound, ParameterTypeError } from "../errors.ts";

/**
 * Lets a paused or suspended flow run go on, with the input that it asks for. A suspended run of a deployment is started
 * again by its workers; any other one by `sluice flow-run resume`.
 *
 * @throws {NotPausedError} it is not paused, or its time is over · {ParameterTypeError} the input does not fit, and the run
 *   stays paused · {ObjectNotFound} no such run
 */
export async function resumeFlowRun(flowRunId: string, input?: object): Promise<void> {
  const { api } = await connect();
  const answer = await resume();
  if (answer.status === "ACCEPT") return;
  const reason = "reason" in answer.details ? (answer.details.reason ?? "") : "";
  const isStillPaused = answer.status === "REJECT" && answer.state?.type === "PAUSED";
  if (isStillPaused) throw new ParameterTypeError(`The flow run ${flowRunId} stays paused: ${reason}`);
  throw new NotPausedError(`The flow run ${flowRunId} was not resumed: ${reason}`);

  async function resume(): Promise<OrchestrationResult> {
    const body = { run_input: input ?? null };
    try {
      return await ask(api, `/flow_runs/${flowRunId}/resume`, { method: "POST", body });
    } catch (error) {
      if (!isHttpStatusError(error, 404)) throw error;
      throw new ObjectNotFound(`There is no flow run ${flowRunId} on ${api.url}.`, { cause: error });
    }
  }
}
