import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { flow, task } from "../../../src/index.ts";
import { effect, reported } from "../support/journal.ts";

const first = task(async function first() {
  effect();
  return 1;
});

const crashed = (_: unknown, run: { name: string }, state: { message: string | null }): void => {
  appendFileSync(process.env["CHAOS_JOURNAL"] as string, `hook ${state.message}\n`);
};

/** Ends its process after one task, in the way that CHAOS_END says; when it goes on it runs through. */
export const ending = flow({ name: "ending", onCrashed: [crashed] }, async () => {
  const one = await reported(first());
  await endAs(process.env["CHAOS_END"]);
  return one + 1;
});

async function endAs(how: string | undefined): Promise<void> {
  if (how === undefined) return;
  if (how === "exit") process.exit(7);
  if (how === "throw")
    setImmediate(() => {
      throw new RangeError("nobody catches this");
    });
  if (how === "reject") void Promise.reject(new RangeError("nobody handles this"));
  if (how === "block") return blockFor(6_000);
  console.log("waiting");
  await (how === "hang" ? new Promise<void>(() => {}) : sleep(30_000));
}

/** Code that keeps the event loop for itself. */
function blockFor(ms: number): void {
  console.log("waiting");
  for (const until = Date.now() + ms; Date.now() < until;);
}

if (import.meta.main) console.log(await ending());
