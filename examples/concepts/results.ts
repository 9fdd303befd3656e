// Where results are kept, how they are written, and what can be kept at all.

import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flow, localStorage, Secret, serializable, task } from "../../src/index.ts";

// Kept by default, in the store: maps, dates, big integers, errors and classes that were registered come back as they were.
class Point {
  constructor(x: number, y: number) {
    Object.assign(this, { x, y });
  }
  declare x: number;
  declare y: number;
}
serializable(Point);

const folder = join(tmpdir(), `sluice-results-${process.pid}`);
const inFolder = task(
  {
    name: "in-folder",
    resultStorage: localStorage(folder),
    resultStorageKey: "reports/{parameters.day}.json",
    resultSerializer: "json",
  },
  (day: string) => ({ day, rows: 3 }),
);
const rich = task("rich", () => ({ seen: new Map([["a", 1n]]), at: new Date(0), point: new Point(1, 2) }));
const fleeting = task({ name: "fleeting", persistResult: false }, () => "not kept");
const withHandle = task("with-handle", () => ({ lines: [() => {}] })); // a function cannot be kept
const secret = task("secret", () => new Secret("hunter2")); //           and a secret is not

let bodies = 0;
const demo = flow({ name: "result-demo", retries: 1 }, async () => {
  bodies++;
  const { seen, at, point } = await rich();
  if (bodies === 2) console.log(seen, at.getTime(), point instanceof Point); // read from the store
  await inFolder("2026-01-31");
  console.log(`body ${bodies}:`, await fleeting(), (await withHandle()).lines.length, String(await secret()));
  if (bodies === 1) throw new Error("again");
});
await demo();
console.log(await readdir(folder, { recursive: true }));

await rm(folder, { recursive: true });

// Prints:
//   body 1: not kept 1 **********
//   Map(1) { 'a' => 1n } 0 true
//   body 2: not kept 1 **********
//   [ 'reports', 'reports/2026-01-31.json' ]
