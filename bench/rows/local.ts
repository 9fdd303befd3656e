// Rows 1–4 of the performance targets, in one process of its own: what a flow of no-op tasks costs.
// Prints one JSON object. The database is where SLUICE_HOME or SLUICE_DATABASE_URL says, the server where SLUICE_API_URL says.

import { flow, task } from "../../src/index.ts";

const noop = task(function noop(n: number) {
  return n;
});

const three = flow(async function three() {
  await noop(1);
  await noop(2);
  await noop(3);
});

const sequential = flow(async function sequential(count: number) {
  for (let n = 0; n < count; n++) await noop(n);
});

const mapped = flow(async function mapped(count: number) {
  await noop.map(Array.from({ length: count }, (_, n) => n)).results();
});

async function secondsOf(work: () => PromiseLike<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function median(times: number, work: () => PromiseLike<unknown>): Promise<number> {
  const seconds: number[] = [];
  for (let time = 0; time < times; time++) seconds.push(await secondsOf(work));
  return seconds.toSorted((a, b) => a - b)[Math.floor(times / 2)] as number;
}

const size = Number(process.env["BENCH_SIZE"] ?? 1); // a share of the full work, for slow servers
const many = Math.max(1, Math.round(1000 * size));

for (let time = 0; time < 300 * size; time++) await three();
const one = await median(Math.max(5, Math.round(400 * size)), () => three());
const atOnce = await median(3, () => Promise.all(Array.from({ length: many }, () => three())));
const thousand = await median(3, () => sequential(many));
const tenThousand = await secondsOf(() => sequential(many * 10));
const heapBefore = heapAfterCollection();
const maps = await median(3, () => mapped(many * 10));
const heapGrowth = heapAfterCollection() - heapBefore;

function heapAfterCollection(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

console.log(
  JSON.stringify({
    threeTasksMillis: one * 1000,
    runsPerSecond: many / atOnce,
    thousandTasksSeconds: (thousand / many) * 1000,
    growth: tenThousand / 10 / thousand,
    tenThousandMappedSeconds: (maps / (many * 10)) * 10_000,
    heapGrowthMiB: heapGrowth,
  }),
);
