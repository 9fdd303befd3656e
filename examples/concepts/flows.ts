// A flow is a function whose runs are recorded: name, parameters, states, result.

import { flow, runtime, task } from "../../src/index.ts";

const double = task("double", (n: number) => n * 2);

// A function's own name names the flow, in lower case with dashes.
const addAll = flow(async function addAll(numbers: number[], start = 0) {
  const doubled = await double.map(numbers).results();
  return doubled.reduce((sum, n) => sum + n, start);
});

// A template names each run by its parameters.
const greet = flow(
  { name: "greet", flowRunName: "greet {name}", description: "Says hello." },
  async ({ name }: { name: string }) => `${runtime.flowRun.name}: hello ${name}`,
);

// A synchronous function will do; its call is a promise all the same.
const constant = flow("constant", () => 42);

const picky = flow("picky", async (n: number) => {
  if (n < 0) throw new RangeError(`${n} is negative`);
  return Math.sqrt(n);
});

// What a flow would do with another option, without a second definition.
const patient = picky.withOptions({ name: "patient", retries: 1 });

// Values one by one, in one run.
const pages = flow("pages", async function* (count: number) {
  for (let page = 1; page <= count; page++) yield `page ${page}`;
});

// Part of an object: an arrow function keeps `this`.
class Importer {
  prefix = "rows of";
  run = flow("import", async (table: string) => `${this.prefix} ${table}`);
}

console.log(addAll.name, await addAll([1, 2, 3], 100));
console.log(greet.description, "→", await greet({ name: "Marvin" }));
console.log(await constant());

const call = picky(-1);
console.log(String(await call.state())); //           the final state, whatever it is
await call.catch((error: Error) => console.log(`caught ${error.name}`)); // or its own error, thrown

console.log(patient.name, await patient(9));
for await (const page of pages(2)) console.log(page);
console.log(await new Importer().run("users"));
console.log(await picky.fn(16), "(the plain function: no run)");

// Prints:
//   add-all 112
//   Says hello. → greet Marvin: hello Marvin
//   42
//   Failed('Flow run encountered an exception: RangeError: -1 is negative')
//   caught RangeError
//   patient 3
//   page 1
//   page 2
//   rows of users
//   4 (the plain function: no run)
