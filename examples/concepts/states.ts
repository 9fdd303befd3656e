// Every run is in a state, and a flow's last state follows from what its function returns.

import { Cancelled, Completed, Failed, flow, task } from "../../src/index.ts";

const succeed = task("succeed", (value: string) => value);
const fail = task("fail", (reason: string): string => {
  throw new Error(reason);
});

const flows = {
  "a value": flow("value", async () => "done"),
  "an exception": flow("exception", async () => {
    throw new TypeError("no such column");
  }),
  "a failed task that was dealt with": flow("tolerant", async () => await fail("x").catch(() => "a default")),
  "a future": flow("future", async () => succeed.submit("from a task")),
  "futures, one of them failed": flow("mixed", async () => [succeed.submit("a"), fail.submit("b")]),
  "a state made by hand": flow("skipped", async () => Completed({ name: "Skipped", message: "nothing new today" })),
  "a failure by hand": flow("by-hand", async () => Failed({ message: "the file is empty" })),
  "a cancelled state": flow("cancelled", async () => Cancelled({ message: "not on Sundays" })),
};

for (const [returned, run] of Object.entries(flows)) {
  const state = await run().state(); // never throws for a run that failed
  console.log(`${returned}:`, String(state));
}

const state = await fail("no network").state();
const error = (await state.result({ raiseOnFailure: false })) as unknown as Error;
console.log(state.type, state.isFinal(), `"${error.message}"`);

// Prints:
//   a value: Completed()
//   an exception: Failed('Flow run encountered an exception: TypeError: no such column')
//   a failed task that was dealt with: Completed()
//   a future: Completed('All states completed.')
//   futures, one of them failed: Failed('1/2 states failed.')
//   a state made by hand: Skipped('nothing new today', type=COMPLETED)
//   a failure by hand: Failed('the file is empty')
//   a cancelled state: Cancelled('not on Sundays')
//   FAILED true "no network"
