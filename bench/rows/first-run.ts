// Row 13: from the call of a flow to its body, in a process that has done nothing else. Prints one JSON object.

const sources = "../../src/index.ts";
const { flow } = (await import(process.env["BENCH_PACKAGE"] ?? sources)) as typeof import("../../src/index.ts");

const first = flow(async function first() {
  return performance.now();
});

const called = performance.now();
console.log(JSON.stringify({ millis: (await first()) - called }));
