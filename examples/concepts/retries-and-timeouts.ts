// Failures that pass by themselves: how often, after how long, which ones, and when to give up.

import { exponentialBackoff, flow, runtime, task } from "../../src/index.ts";

const flaky = task({ name: "flaky", retries: 3, retryDelaySeconds: [0, 0.05] }, async (failures: number) => {
  const { runCount } = runtime.taskRun; // 1 in the first run
  if (runCount <= failures) throw new Error(`failure ${runCount}`);
  return `worked in run ${runCount}`;
});

const backsOff = flaky.withOptions({ retryDelaySeconds: exponentialBackoff(0.01), retryJitterFactor: 0.5 });

class NotFound extends Error {}

const lookUp = task(
  {
    name: "look-up",
    retries: 5,
    // Asked after each failure: an answer that cannot change is not worth a retry.
    retryConditionFn: async (_task, _run, state) =>
      !((await state.result({ raiseOnFailure: false })) instanceof NotFound),
  },
  async (key: string) => {
    throw new NotFound(`no ${key} (run ${runtime.taskRun.runCount})`);
  },
);

const slow = task({ name: "slow", timeoutSeconds: 0.05 }, async () => {
  await new Promise((_resolve, reject) => {
    runtime.signal.addEventListener("abort", () => reject(runtime.signal.reason)); // as fetch does: stop, do not go on
  });
});

const demo = flow("retry-demo", async () => {
  console.log(await flaky(1));
  console.log(await backsOff(2));
  console.log(String(await flaky(9).state()));
  console.log(String(await lookUp("key").state()));
  console.log(String(await slow().state()));
});
await demo();

let bodies = 0;
const retriedFlow = flow({ name: "retried-flow", retries: 2 }, async () => {
  if (++bodies < 3) throw new Error("not yet");
  return `the body ran ${bodies} times`;
});
console.log(await retriedFlow());

const hurried = flow(
  { name: "hurried", timeoutSeconds: 0.05 },
  async () => await slow.withOptions({ timeoutSeconds: 5 })(),
);
console.log(String(await hurried().state()));

// Prints:
//   worked in run 2
//   worked in run 3
//   Failed('Task run encountered an exception Error: failure 4')
//   Failed('Task run encountered an exception Error: no key (run 1)')
//   TimedOut('Task run exceeded timeout of 0.05 second(s)', type=FAILED)
//   the body ran 3 times
//   TimedOut('Flow run exceeded timeout of 0.05 second(s)', type=FAILED)
