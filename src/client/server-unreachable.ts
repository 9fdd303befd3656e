import { SluiceError } from "../lib/sluice-error.ts";

/** The server did not answer: it is not there, or the network is not. */
export class ServerUnreachable extends SluiceError {
  static override readonly code = "server-unreachable";
}
