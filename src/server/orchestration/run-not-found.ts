import { SluiceError } from "../../lib/sluice-error.ts";

/** Thrown when a proposal names a run that is not there. The API answers 404. */
export class RunNotFound extends SluiceError {
  static override readonly code = "run-not-found";
  readonly kind: "flow run" | "task run";
  readonly runId: string;

  constructor(kind: "flow run" | "task run", runId: string) {
    super(`There is no ${kind} ${runId}; it may have been deleted.`);
    this.kind = kind;
    this.runId = runId;
  }
}
