import { currentContext } from "./context.ts";
import { env } from "node:process";

/** The flow run that is current, as `runtime.flowRun` shows it; outside a run its fields are null or empty. */
export interface RuntimeFlowRun {
  readonly id: string | null;
  readonly name: string | null;
  readonly flowName: string | null;
  readonly flowVersion: string | null;
  readonly tags: readonly string[];
  readonly parameters: Record<string, unknown>;
  readonly runCount: number;
  readonly parentFlowRunId: string | null;
  readonly rootFlowRunId: string | null;
}

export interface RuntimeTaskRun {
  readonly id: string | null;
  readonly name: string | null;
  readonly taskName: string | null;
  readonly tags: readonly string[];
  readonly parameters: Record<string, unknown>;
  readonly runCount: number;
}

const never = new AbortController().signal;

/**
 * What the code that is running is part of. `PREFECT__RUNTIME__FLOW_RUN__NAME` and the like override single fields, for
 * tests (N-004).
 */
export const runtime = {
  /** Aborted when the current task run or flow run is to stop: by a timeout, a cancellation or its caller's end. */
  get signal(): AbortSignal {
    const { task, flow } = currentContext();
    return (task ?? flow)?.stopper.signal ?? never;
  },

  get flowRun(): RuntimeFlowRun {
    const { flow } = currentContext();
    return {
      id: override("FLOW_RUN__ID") ?? flow?.id ?? null,
      name: override("FLOW_RUN__NAME") ?? flow?.name ?? null,
      flowName: override("FLOW_RUN__FLOW_NAME") ?? flow?.flowName ?? null,
      flowVersion: override("FLOW_RUN__FLOW_VERSION") ?? flow?.definition.version ?? null,
      tags: flow?.tags ?? [],
      parameters: flow?.parameters ?? {},
      runCount: Number(override("FLOW_RUN__RUN_COUNT") ?? flow?.runCount ?? 0),
      parentFlowRunId: override("FLOW_RUN__PARENT_FLOW_RUN_ID") ?? flow?.parent?.id ?? null,
      rootFlowRunId: override("FLOW_RUN__ROOT_FLOW_RUN_ID") ?? flow?.rootId ?? null,
    };
  },

  get taskRun(): RuntimeTaskRun {
    const { task } = currentContext();
    return {
      id: override("TASK_RUN__ID") ?? task?.id ?? null,
      name: override("TASK_RUN__NAME") ?? task?.name ?? null,
      taskName: override("TASK_RUN__TASK_NAME") ?? task?.taskName ?? null,
      tags: task?.tags ?? [],
      parameters: task?.parameters ?? {},
      runCount: Number(override("TASK_RUN__RUN_COUNT") ?? task?.runCount ?? 0),
    };
  },
};

function override(name: string): string | undefined {
  return env[`SLUICE__RUNTIME__${name}`] ?? env[`PREFECT__RUNTIME__${name}`];
}
