import { flow, task } from "../../../src/index.ts";
import { effect } from "../support/journal.ts";

const step = task(async function step(n: number) {
  effect();
  return n;
});

/** Goes on with what an earlier process left, in the way that CHAOS_ATTACH says. */
export const attaching = flow({ name: "attaching" }, async (n: number, day = new Date(0)) => {
  const one = await step(n);
  if (process.env["CHAOS_END"] !== undefined) process.kill(process.pid, "SIGKILL");
  return one + day.getTime();
});

const attached = attaching.withOptions(
  process.env["CHAOS_ATTACH"] === "key" ? { idempotencyKey: "today" } : { resume: "interrupted" },
);

if (import.meta.main) console.log("value", await attached(41));
