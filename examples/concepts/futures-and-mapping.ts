// Many runs side by side: submit, map, and values that are not there yet as arguments.

import { setTimeout } from "node:timers/promises";
import { allowFailure, asCompleted, flow, runtime, task, unmapped, wait } from "../../src/index.ts";

const fetchPage = task("fetch-page", async (page: number) => {
  if (page === 13) throw new Error("page 13 is missing");
  return `text of page ${page}`;
});
const count = task("count", (text: string, letters: string[]) =>
  letters.reduce((sum, letter) => sum + text.split(letter).length - 1, 0),
);
const total = task("total", (counts: number[]) => counts.reduce((sum, n) => sum + n, 0));
const orElse = task("or-else", (value: string | Error, fallback: string) =>
  value instanceof Error ? fallback : value,
);
const later = task("later", async (milliseconds: number) => {
  return await setTimeout(milliseconds, milliseconds, { signal: runtime.signal }); // stops when the run is cancelled
});

const demo = flow("mapping-demo", async () => {
  // Futures go in where values go; each waits for what it needs, and the run graph shows the arrows.
  const pages = fetchPage.map([1, 2, 3]);
  const counts = count.map(pages, unmapped(["t", "e"])); // the same list for each run
  console.log(await total(counts), await counts.results());

  // The first to end comes first.
  for await (const future of asCompleted(later.map([100, 1]))) console.log(await future.result());

  const { done, notDone } = await wait(later.map([1, 10_000]), { timeoutSeconds: 2 });
  console.log(done.length, notDone.length);
  for (const future of notDone) await future.cancel();

  // A failure stops what depends on it, unless that says it can take it.
  const missing = fetchPage.submit(13);
  console.log((await count.submit(missing, ["t"]).wait()).name);
  console.log(await orElse(allowFailure(missing), "an empty page"));

  // An order without a value that passes.
  const first = later.submit(5);
  console.log(await fetchPage.withOptions({ waitFor: [first] })(4), first.isDone);
});
await demo();

// Prints:
//   12 [ 4, 4, 4 ]
//   1
//   100
//   1 1
//   NotReady
//   an empty page
//   text of page 4 true
