import { SluiceError } from "../lib/sluice-error.ts";

/** Something answers at the API's address, and it is no server that we can use: another program, or it refuses us. */
export class UnusableServer extends SluiceError {
  static override readonly code = "unusable-server";
}
