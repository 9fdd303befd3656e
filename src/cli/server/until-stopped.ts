/**
 * Resolves at the first SIGINT or SIGTERM. The second one ends the process at once, and so does time: a stop that
 * takes longer than it may is ended, too.
 */
export async function untilStopped({ withinSeconds }: { withinSeconds: number }): Promise<void> {
  const signal = await firstSignal();
  console.error(`\n${signal}: stopping. Requests under way get a few seconds; once more stops at once.`);
  for (const again of signals) process.once(again, () => process.exit(exitCodes[again]));
  setTimeout(() => {
    console.error(`Still not stopped after ${withinSeconds} s: ending now.`);
    process.exit(1);
  }, withinSeconds * 1000).unref();
}

const signals = ["SIGINT", "SIGTERM"] as const;
const exitCodes = { SIGINT: 130, SIGTERM: 143 };

function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const settle = (signal: NodeJS.Signals): void => {
      for (const each of signals) process.off(each, settle);
      resolve(signal);
    };
    for (const each of signals) process.on(each, settle);
  });
}
