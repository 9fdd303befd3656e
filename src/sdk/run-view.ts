/** A flow run as hooks and `runtime` see it. */
export interface FlowRunView {
  readonly id: string;
  readonly name: string;
  readonly flowName: string;
  readonly tags: readonly string[];
  readonly parameters: Record<string, unknown>;
  readonly runCount: number;
}

/** A task run as hooks and `runtime` see it. */
export interface TaskRunView {
  readonly id: string;
  readonly name: string;
  readonly taskName: string;
  readonly tags: readonly string[];
  readonly parameters: Record<string, unknown>;
  readonly runCount: number;
  readonly flowRunId: string | null;
}
