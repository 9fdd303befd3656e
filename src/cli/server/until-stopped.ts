/**
 * Resolves at the first SIGINT or SIGTERM. The second one ends the process at once, and so does time: a stop that
 * takes longer than it may is ended, too.
 */
export async function untilStopped({ withinSeconds }: { withinSeconds: number }): Promise<void> {
  const signal = await firstSignal((again) => process.exit(exitCodes[again]));
  console.error(`\n${signal}: stopping. Requests under way get a few seconds; once more stops at once.`);
  setTimeout(() => {
    console.error(`Still not stopped after ${withinSeconds} s: ending now.`);
    process.exit(1);
  }, withinSeconds * 1000).unref();
}

const signals = ["SIGINT", "SIGTERM"] as const;
const exitCodes = { SIGINT: 130, SIGTERM: 143 };

type StopSignal = (typeof signals)[number];

/** The listeners stay where they are: between two of them a signal would end the process without a word. */
function firstSignal(onAnother: (signal: StopSignal) => void): Promise<StopSignal> {
  return new Promise((resolve) => {
    let isFirst = true;
    for (const signal of signals) {
      process.on(signal, () => {
        if (!isFirst) return onAnother(signal);
        isFirst = false;
        resolve(signal);
      });
    }
  });
}
