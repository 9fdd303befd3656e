// Where submitted tasks run: side by side here, one after the other, or in threads and processes.

import { threadId } from "node:worker_threads";
import { ConcurrentTaskRunner, flow, SequentialTaskRunner, task, ThreadPoolTaskRunner } from "../../src/index.ts";

const events: string[] = [];
const step = task("step", async (name: string) => {
  events.push(`${name} starts`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  events.push(`${name} ends`);
});

// A thread imports this file and finds the task by its name: so it stands at the top level.
const primes = task("primes", (below: number) => {
  let count = 0;
  for (let n = 2; n < below; n++) if (isPrime(n)) count++;
  return { count, inThread: threadId !== 0 };
});

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}

// Submits tasks of its own and waits for them; while it waits, another has its place.
const nest = task("nest", async (depth: number): Promise<number> =>
  depth === 0 ? 0 : 1 + (await nest.submit(depth - 1).result()),
);

const both = flow("both", async () => void (await step.map(["a", "b"]).wait()));
const heavy = flow({ name: "heavy", taskRunner: new ThreadPoolTaskRunner({ maxWorkers: 2 }) }, async () =>
  primes.map([10, 10_000]).results(),
);

if (import.meta.main) {
  for (const taskRunner of [new ConcurrentTaskRunner(), new SequentialTaskRunner()]) {
    await both.withOptions({ taskRunner })();
    console.log(events.splice(0).join(", "));
  }
  await both.withOptions({ taskRunner: new ConcurrentTaskRunner({ maxWorkers: 1 }) })();
  console.log(events.splice(0).join(", "));
  const narrow = flow({ name: "narrow", taskRunner: new ConcurrentTaskRunner({ maxWorkers: 1 }) }, async () =>
    nest.submit(5).result(),
  );
  console.log("levels:", await narrow());
  console.log(await heavy());
}

// Prints:
//   a starts, b starts, a ends, b ends
//   a starts, a ends, b starts, b ends
//   a starts, a ends, b starts, b ends
//   levels: 5
//   [ { count: 4, inThread: true }, { count: 1229, inThread: true } ]
