// A task is given to other processes: `npx sluice task serve examples/concepts/background-tasks.ts:greet` is one.

import { task } from "../../src/index.ts";

export const greet = task({ name: "greet" }, async (name: string) => `Hello, ${name}!`);

if (import.meta.main) {
  const soon = await greet.delayWith({ in: { hours: 1 }, idempotencyKey: "greet-ada" }, "Ada");
  const again = await greet.delayWith({ in: { hours: 1 }, idempotencyKey: "greet-ada" }, "Ada");
  console.log(soon.id === again.id);
  await soon.cancel();
  console.log((await soon.wait()).name);
}

// Prints:
//   true
//   Cancelled
