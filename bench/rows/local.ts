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

interface Spent {
  seconds: number;
  /** Processor time of the process: on a machine that others use too it says more than the clock. */
  cpuSeconds: number;
}

async function spent(work: () => PromiseLike<unknown>): Promise<Spent> {
  const started = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
}

async function median(times: number, work: () => PromiseLike<unknown>): Promise<Spent> {
  const all: Spent[] = [];
  for (let time = 0; time < times; time++) all.push(await spent(work));
  const middle = (of: (one: Spent) => number): number => all.map(of).toSorted((a, b) => a - b)[times >> 1] as number;
  return { seconds: middle((one) => one.seconds), cpuSeconds: middle((one) => one.cpuSeconds) };
}

const size = Number(process.env["BENCH_SIZE"] ?? 1); // a share of the full work, for slow servers
const many = Math.max(1, Math.round(1000 * size));

for (let time = 0; time < 300 * size; time++) await three();
const one = await median(Math.max(5, Math.round(400 * size)), () => three());
const atOnce = await median(5, () => Promise.all(Array.from({ length: many }, () => three())));
const thousand = await median(5, () => sequential(many));
const tenThousand = await spent(() => sequential(many * 10));
const heapBefore = heapAfterCollection();
const maps = await median(3, () => mapped(many * 10));
const heapGrowth = heapAfterCollection() - heapBefore;

function heapAfterCollection(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

console.log(
  JSON.stringify({
    threeTasksMillis: one.seconds * 1000,
    threeTasksCpuMicros: one.cpuSeconds * 1e6,
    runsPerSecond: many / atOnce.seconds,
    runCpuMicros: (atOnce.cpuSeconds / many) * 1e6,
    thousandTasksSeconds: (thousand.seconds / many) * 1000,
    taskCpuMicros: (thousand.cpuSeconds / many) * 1e6,
    growth: tenThousand.cpuSeconds / 10 / thousand.cpuSeconds,
    tenThousandMappedSeconds: (maps.seconds / (many * 10)) * 10_000,
    mappedCpuMicros: (maps.cpuSeconds / (many * 10)) * 1e6,
    heapGrowthMiB: heapGrowth,
  }),
);
