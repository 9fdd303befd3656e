// What Sluice costs on this machine, beside what the storage alone costs in the same minutes (docs/performance.md).
//
//   npm run bench            rows 1–6, 8, 10 and 13
//   npm run bench -- local   only the rows whose name begins so

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bestMillis, cli, pathOf, run, runRow, startServer } from "./children.ts";
import { startCluster } from "../test/support/postgres-cluster.ts";

interface Local {
  threeTasksMillis: number;
  runsPerSecond: number;
  thousandTasksSeconds: number;
  growth: number;
  tenThousandMappedSeconds: number;
  heapGrowthMiB: number;
}

interface Floor {
  commitMillis: number;
  batchedMicros: number;
}

interface Line {
  row: string;
  work: string;
  figure: string;
  reach: string;
  ratio: string;
}

const lines: Line[] = [];
const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
let homes = 0;
const newHome = (): string => join(folder, `home-${++homes}`);

const groups = { local, full, postgres, server, resume, start };
const wanted = process.argv.slice(2);
try {
  for (const [name, measure] of Object.entries(groups)) {
    if (wanted.length > 0 && !wanted.some((prefix) => name.startsWith(prefix))) continue;
    process.stderr.write(`${name} …\n`);
    await measure();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(table(lines));

async function local(): Promise<void> {
  const floor = await runRow<Floor>("storage-floor");
  addLocal("NORMAL", await runRow<Local>("local", { SLUICE_HOME: newHome() }), floor);
}

async function full(): Promise<void> {
  const floor = await runRow<Floor>("storage-floor", { BENCH_SYNC: "FULL" });
  const env = { SLUICE_HOME: newHome(), SLUICE_DATABASE_SYNC: "full", BENCH_SIZE: "0.3" };
  addLocal("FULL", await runRow<Local>("local", env), floor);
}

function addLocal(sync: string, measured: Local, floor: Floor): void {
  const commits = measured.threeTasksMillis / floor.commitMillis;
  const perTask = (seconds: number, tasks: number): string =>
    `${((seconds / tasks / floor.batchedMicros) * 1e6).toFixed(1)} × the rows alone`;
  add(
    "1",
    `3 no-op tasks, p50, ${sync}`,
    `${measured.threeTasksMillis.toFixed(2)} ms`,
    "≤ 1 ms",
    `${commits.toFixed(1)} commits`,
  );
  add(
    "2",
    `1,000 of them at once, ${sync}`,
    `${measured.runsPerSecond.toFixed(0)} runs/s`,
    "≥ 3,000",
    perTask(1 / measured.runsPerSecond, 3),
  );
  add(
    "3",
    `1,000 tasks in a row, ${sync}`,
    `${measured.thousandTasksSeconds.toFixed(3)} s`,
    "≤ 0.2 s",
    `${(measured.thousandTasksSeconds / floor.commitMillis).toFixed(1)} commits a task`,
  );
  add("3", "  a task at 10,000 against one at 1,000", `${measured.growth.toFixed(2)} ×`, "flat", "");
  add(
    "4",
    `10,000 mapped, ${sync}`,
    `${measured.tenThousandMappedSeconds.toFixed(2)} s`,
    "≤ 1.5 s",
    perTask(measured.tenThousandMappedSeconds, 10_000),
  );
  add("4", "  heap after it", `${measured.heapGrowthMiB.toFixed(1)} MiB more`, "< 300", "");
}

async function postgres(): Promise<void> {
  const durable = { fsync: "on", synchronous_commit: "on", full_page_writes: "on" };
  const cluster = await startCluster(durable).catch(
    (error: unknown) => void process.stderr.write(`PostgreSQL was not measured: ${String(error)}\n`),
  );
  if (cluster === undefined) return;
  try {
    const measured = await runRow<Local>("local", {
      SLUICE_HOME: newHome(),
      SLUICE_DATABASE_URL: cluster.url,
      BENCH_SIZE: "0.3",
    });
    add("5", "3 no-op tasks, p50, PostgreSQL", `${measured.threeTasksMillis.toFixed(2)} ms`, "≤ 6 ms", "");
    add("5", "at once, PostgreSQL", `${measured.runsPerSecond.toFixed(0)} runs/s`, "≥ 1,000", "");
    add("5", "10,000 mapped, PostgreSQL", `${measured.tenThousandMappedSeconds.toFixed(2)} s`, "", "");
  } finally {
    await cluster.stop();
  }
}

async function server(): Promise<void> {
  await using running = await startServer({ SLUICE_HOME: newHome() });
  const measured = await runRow<Local>("local", {
    SLUICE_HOME: newHome(),
    SLUICE_API_URL: running.url,
    BENCH_SIZE: "0.5",
  });
  add("6", "3 no-op tasks over HTTP, p50", `${measured.threeTasksMillis.toFixed(2)} ms`, "≤ 5 ms", "");
  add(
    "6",
    "10,000 mapped over HTTP",
    `${(10_000 / measured.tenThousandMappedSeconds).toFixed(0)} tasks/s`,
    "≥ 5,000",
    "",
  );
  const requests = await runRow<{ alone: number; sixteen: number }>("server", { SLUICE_API_URL: running.url });
  add("8", "create_flow_run + 3 set_state, 1 client", `${requests.alone.toFixed(0)} requests/s`, "", "");
  add("8", "  16 clients", `${requests.sixteen.toFixed(0)} requests/s`, "≥ 4,000", "");
}

async function resume(): Promise<void> {
  const home = newHome();
  const journal = join(folder, "journal");
  const env = { SLUICE_HOME: home, BENCH_JOURNAL: journal };
  await run([pathOf("rows/resumed.ts")], { ...env, BENCH_DIE: "1" }).catch(() => {}); // it kills itself
  const { stdout } = await run([cli, "flow-run", "ls", "--output", "json"], env);
  const [{ id }] = JSON.parse(stdout) as [{ id: string }];
  const started = Date.now();
  await run([cli, "flow-run", "retry", id], env);
  const steps = readFileSync(journal, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number) as [number, number]);
  const again = steps.find(([, time]) => time >= started) as [number, number];
  const twice = steps.length - 101; // the 50th had not reported when it died
  add(
    "10",
    "kill -9 → first task of the resumed run",
    `${again[1] - started} ms`,
    "≤ 500 ms",
    `${twice} finished tasks again`,
  );
}

async function start(): Promise<void> {
  const node = await bestMillis(["-e", "0"]);
  const built = pathOf("../dist/index.js");
  const help = await bestMillis([pathOf("../dist/cli.js"), "--help"]);
  const load = await bestMillis(["--input-type=module", "-e", `await import(${JSON.stringify(built)})`]);
  add(
    "13",
    "sluice --help, built (a bare node is part of it)",
    `${help.toFixed(0)} ms`,
    "≤ 100 ms",
    `node alone ${node.toFixed(0)} ms`,
  );
  add("13", "import of sluice, built, without node's own start", `${(load - node).toFixed(0)} ms`, "≤ 120 ms", "");
}

function add(row: string, work: string, figure: string, reach: string, ratio: string): void {
  lines.push({ row, work, figure, reach, ratio });
}

function table(rows: readonly Line[]): string {
  const all: Line[] = [{ row: "#", work: "work", figure: "here", reach: "reach", ratio: "in this run" }, ...rows];
  const columns = ["row", "work", "figure", "reach", "ratio"] as const;
  const widths = columns.map((column) => Math.max(...all.map((line) => line[column].length)));
  return all
    .map((line) =>
      columns
        .map((column, at) => line[column].padEnd(widths[at] as number))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
