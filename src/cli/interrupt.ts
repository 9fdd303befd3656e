/** Aborted by the first Ctrl-C, which then ends no process; the second one does as always. */
export function untilInterrupted(): AbortSignal & Disposable {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.once("SIGINT", abort);
  return Object.assign(controller.signal, { [Symbol.dispose]: () => void process.off("SIGINT", abort) });
}

/** What a shell expects of a command that was interrupted. */
export const interruptedExitCode = 130;
