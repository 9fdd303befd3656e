// A flow that is called in another is a run of its own: with its own page, parameters, retries and task runner.

import { flow, runtime, task } from "../../src/index.ts";

const load = task("load", (table: string) => table.length);

const loadTable = flow("load-table", async (table: string) => {
  const { flowName, parentFlowRunId, rootFlowRunId } = runtime.flowRun;
  console.log(
    `${flowName} has a parent: ${parentFlowRunId !== null}, which is the root: ${parentFlowRunId === rootFlowRunId}`,
  );
  return await load(table);
});

const broken = flow("broken", async () => {
  throw new Error("no disk");
});

const nightly = flow("nightly", async (tables: string[]) => {
  const rows = await Promise.all(tables.map((table) => loadTable(table))); // side by side
  const child = loadTable.submit("orders"); //                               a future, as of a task
  const outcome = await broken().state(); //                                 its failure is the parent's to judge
  return { rows, orders: await child.result(), outcome: String(outcome) };
});

console.log(await nightly(["users", "events"]));

// Prints:
//   load-table has a parent: true, which is the root: true
//   load-table has a parent: true, which is the root: true
//   load-table has a parent: true, which is the root: true
//   {
//     rows: [ 5, 6 ],
//     orders: 6,
//     outcome: "Failed('Flow run encountered an exception: Error: no disk')"
//   }
