import { SluiceError } from "../../lib/sluice-error.ts";

/** The code of a run could not be brought to where it runs. */
export class SourceError extends SluiceError {
  static override readonly code = "source-error";
}
