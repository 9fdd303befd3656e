// A flow of ours that runs against Prefect's own server. The last line says what came of it.

import { artifacts, flow, getRunLogger, runtime, task } from "../../../src/index.ts";

let tries = 0;
const add = task({ name: "add", tags: ["sums"] }, (a: number, b: number) => a + b);
const flaky = task({ name: "flaky", retries: 1 }, () => {
  tries += 1;
  if (tries === 1) throw new Error("not yet");
  return "at last";
});
const failing = task({ name: "failing" }, () => {
  throw new Error("broken on purpose");
});
const child = flow({ name: "child" }, async (n: number) => await add(n, n));

let runs = 0;
const recovers = flow({ name: "recovers", retries: 1 }, async () => {
  runs += 1;
  if (runs === 1) throw new Error("first time");
  return runs;
});

const parent = flow({ name: "parent" }, async (n: number) => {
  getRunLogger().info("counting to %d", n);
  await artifacts.markdown({ key: "note", markdown: "# Done" });
  const mapped = await add.map([1, 2], 100).results();
  const failed = await failing().state();
  return {
    sum: await add(1, 2),
    mapped,
    flaky: await flaky(),
    child: await child(7),
    failed: failed.type,
    name: runtime.flowRun.name,
  };
});

const result = await parent(3);
console.log(JSON.stringify({ ...result, recovered: await recovers() }));
