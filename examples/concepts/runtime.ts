// What the code that is running is part of.

import { bindContext, flow, runtime, task } from "../../src/index.ts";

const step = task({ name: "step", tags: ["io"] }, async (table: string) => {
  const { taskRun, flowRun } = runtime;
  return `${taskRun.taskName}(${JSON.stringify(taskRun.parameters)}) in ${flowRun.flowName}, run ${taskRun.runCount}, tags ${taskRun.tags.join()}, ${table}`;
});

const demo = flow({ name: "runtime-demo", flowRunName: "today" }, async (limit: number) => {
  console.log(runtime.flowRun.name, runtime.flowRun.parameters, limit);
  console.log(await step("users"));

  // A callback that something else calls later keeps its run by bindContext.
  const later = bindContext(() => runtime.flowRun.name);
  return later;
});

const later = await demo(3);
console.log(runtime.flowRun.id, later());

// Prints:
//   today { limit: 3 } 3
//   step({"table":"users"}) in runtime-demo, run 1, tags io, users
//   null today
