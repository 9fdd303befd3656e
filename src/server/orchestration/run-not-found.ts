/** Thrown when a proposal names a run that is not there. The API answers 404. */
export class RunNotFound extends Error {
  readonly code = "run_not_found";
  readonly kind: "flow run" | "task run";
  readonly runId: string;

  constructor(kind: "flow run" | "task run", runId: string) {
    super(`There is no ${kind} ${runId}.`);
    this.name = "RunNotFound";
    this.kind = kind;
    this.runId = runId;
  }
}
