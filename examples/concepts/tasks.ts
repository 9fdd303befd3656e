// A task is a step worth recording: it has its own retries, timeout, cache, state and result.

import { flow, runtime, tags, task } from "../../src/index.ts";

const slug = task(function slug(title: string) {
  return title.toLowerCase().replaceAll(/\W+/g, "-");
});

const describe = task({ taskRunName: "describe {topic}", tags: ["text"] }, async function describe(topic: string) {
  return { topic, run: runtime.taskRun.name, tags: runtime.taskRun.tags };
});

// Steps that come one by one: each value is there as soon as it is made.
const countdown = task("countdown", function* (from: number) {
  for (let n = from; n > 0; n--) yield n;
});

const demo = flow("task-demo", async () => {
  console.log(await slug("A Tale of Two Cities")); //   called: runs now, here
  const future = slug.submit("Bleak House"); //         submitted: runs beside what follows
  console.log(future.state.isFinal(), await future.result());
  console.log(await describe("rivers"));
  console.log(await tags("nightly", () => describe("lakes"))); // tags for every run made inside
  console.log(await describe.withOptions({ taskRunName: "on {topic}" })("seas"));
  console.log(await Array.fromAsync(countdown(3)));
});

await demo();
console.log(await slug("Outside a Flow")); // a task run of its own

// Prints:
//   a-tale-of-two-cities
//   false bleak-house
//   { topic: 'rivers', run: 'describe rivers', tags: [ 'text' ] }
//   { topic: 'lakes', run: 'describe lakes', tags: [ 'nightly', 'text' ] }
//   { topic: 'seas', run: 'on seas', tags: [ 'text' ] }
//   [ 3, 2, 1 ]
//   outside-a-flow
