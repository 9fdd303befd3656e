/** A command that could not do what was asked, for a reason that its user can change. */
export class CommandFailure extends Error {
  readonly code = "COMMAND_FAILED";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CommandFailure";
  }
}

/** One readable block; the stack only where the failure is ours or `SLUICE_DEBUG` asks for it. */
export function printFailure(error: unknown): void {
  const isExpected = error instanceof Error && "code" in error && !process.env["SLUICE_DEBUG"];
  console.error(isExpected ? `error: ${error.message}` : error);
}
