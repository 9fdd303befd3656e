export interface StopSignal extends Disposable {
  /** Resolves when this process is told to stop, or the signal given is aborted. */
  readonly first: Promise<void>;
  /** Resolves when it is told once more. */
  readonly second: Promise<void>;
}

const names = ["SIGINT", "SIGTERM"] as const;

/** Listens for what tells a process to stop; while it listens, the process does not end by itself. */
export function stopSignal(given: AbortSignal | undefined): StopSignal {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let isAsked = false;
  const hear = (): void => {
    if (isAsked) return second.resolve();
    isAsked = true;
    first.resolve();
  };
  for (const name of names) process.on(name, hear);
  if (given?.aborted === true) hear();
  given?.addEventListener("abort", hear, { once: true });
  return {
    first: first.promise,
    second: second.promise,
    [Symbol.dispose]() {
      for (const name of names) process.off(name, hear);
      given?.removeEventListener("abort", hear);
    },
  };
}
