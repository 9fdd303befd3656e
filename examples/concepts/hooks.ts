// Something to do when a run enters a state: tell somebody, clean up.

import { flow, task } from "../../src/index.ts";

const load = task(
  { name: "load", onFailure: [(task, _run, state) => console.log(`${task.name} failed: ${state.message}`)] },
  (table: string) => {
    if (table === "secrets") throw new Error("not allowed");
  },
);
load.onCompletion((_task, run) => console.log("loaded", run.parameters["table"])); // added afterwards

const started = Promise.withResolvers<void>();

const sync = flow(
  {
    name: "sync",
    onRunning: [() => console.log("starts")],
    onCompletion: [(flow, run) => console.log(`${flow.name} completed in run ${run.runCount}`)],
    onFailure: [(flow, _run, state) => console.log(`${flow.name} ended ${state.name}`)],
    onCancellation: [() => console.log("stopped")],
  },
  async (table: string) => {
    if (table === "everything") await new Promise(() => started.resolve());
    await load(table);
  },
);

// What a hook throws is logged and goes no further.
sync.onCompletion(() => {
  throw new Error("the chat is down");
});

await sync("users");
await sync("secrets").state();
const endless = sync("everything");
await started.promise;
void endless.cancel("enough");
console.log(String(await endless.state()));

// Prints:
//   starts
//   loaded users
//   sync completed in run 1
//   starts
//   load failed: Task run encountered an exception Error: not allowed
//   sync ended Failed
//   starts
//   stopped
//   Cancelled('enough')
