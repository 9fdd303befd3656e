import { task } from "sluice";

// Kept in the store for task workers: `npx sluice task serve examples/concepts/background-tasks.ts:greet` is one.
export const greet = task({ name: "greet" }, async (name: string) => `Hello, ${name}!`);

if (import.meta.main) {
  const soon = await greet.delayWith({ in: { hours: 1 }, idempotencyKey: "greet-ada" }, "Ada");
  const again = await greet.delayWith({ in: { hours: 1 }, idempotencyKey: "greet-ada" }, "Ada");
  console.log(soon.id === again.id); // true
  await soon.cancel();
  console.log((await soon.wait()).name); // Cancelled
}
