// What Sluice costs on this machine, beside what the storage alone costs in the same minutes (docs/performance.md).
//
//   npm run bench            rows 1–6, 8–10 and 13
//   npm run bench -- local   only the rows whose name begins so

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { bestMillis, pathOf, run, runRow, startServer } from "./children.ts";
import { startCluster } from "../test/support/postgres-cluster.ts";

interface Local {
  threeTasksMillis: number;
  threeTasksCpuMicros: number;
  runsPerSecond: number;
  runCpuMicros: number;
  thousandTasksSeconds: number;
  taskCpuMicros: number;
  growth: number;
  tenThousandMappedSeconds: number;
  mappedCpuMicros: number;
  heapGrowthMiB: number;
}

/** What one task costs the storage alone: with a commit of its own, and among 500 in one. */
interface Floor {
  commit: { micros: number; cpuMicros: number };
  batched: { micros: number; cpuMicros: number };
}

interface Line {
  row: string;
  work: string;
  figure: string;
  reach: string;
  ratio: string;
}

const built = pathOf("../dist/index.js");
const builtCli = pathOf("../dist/cli.js");
const lines: Line[] = [];
const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
let homes = 0;
const newHome = (): string => join(folder, `home-${++homes}`);

const groups = { local, full, postgres, server, deployment, resume, start };
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
console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`);
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
  const { commit, batched } = floor;
  const reach = (figure: string): string => (sync === "NORMAL" ? figure : ""); // with FULL the disk decides
  const against = (cpuMicros: number, one: { cpuMicros: number }, what: string): string =>
    `${cpuMicros.toFixed(0)} µs of CPU, ${(cpuMicros / one.cpuMicros).toFixed(1)} × ${what}`;
  add(
    "1",
    `3 no-op tasks, p50, ${sync}`,
    `${measured.threeTasksMillis.toFixed(2)} ms`,
    reach("≤ 1 ms"),
    against(measured.threeTasksCpuMicros, commit, "a bare commit"),
  );
  add(
    "2",
    `1,000 of them at once, ${sync}`,
    `${measured.runsPerSecond.toFixed(0)} runs/s`,
    reach("≥ 3,000"),
    against(measured.runCpuMicros / 3, batched, "the rows of a task"),
  );
  add(
    "3",
    `1,000 tasks in a row, ${sync}`,
    `${measured.thousandTasksSeconds.toFixed(3)} s`,
    reach("≤ 0.2 s"),
    against(measured.taskCpuMicros, commit, "a bare commit"),
  );
  add("3", "  a task at 10,000 against one at 1,000", `${measured.growth.toFixed(2)} ×`, "flat", "");
  add(
    "4",
    `10,000 mapped, ${sync}`,
    `${measured.tenThousandMappedSeconds.toFixed(2)} s`,
    reach("≤ 1.5 s"),
    against(measured.mappedCpuMicros, batched, "the rows of a task"),
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

async function deployment(): Promise<void> {
  await using running = await startServer({ SLUICE_HOME: newHome() });
  const env = { SLUICE_HOME: newHome(), SLUICE_API_URL: running.url };
  const { warmMillis, coldMillis } = await runRow<{ warmMillis: number; coldMillis: number }>("deployment", env);
  const ratio = `${(coldMillis / warmMillis).toFixed(1)} × cold against warm`;
  add("9", "deployment triggered → code running, warm, p50", `${warmMillis.toFixed(0)} ms`, "≤ 40 ms", "");
  add("9", "the same, cold", `${coldMillis.toFixed(0)} ms`, "≤ 700 ms", ratio);
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
  requireBuilt();
  const home = newHome();
  const journal = join(folder, "journal");
  const env = { SLUICE_HOME: home, BENCH_JOURNAL: journal, BENCH_PACKAGE: built };
  await run([pathOf("rows/resumed.ts")], { ...env, BENCH_DIE: "1" }).catch(() => {}); // it kills itself
  const { stdout } = await run([builtCli, "flow-run", "ls", "--output", "json"], env);
  const [{ id }] = JSON.parse(stdout) as [{ id: string }];
  const started = Date.now();
  await run([builtCli, "flow-run", "retry", id], env);
  const steps = readFileSync(journal, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number) as [number, number]);
  const again = steps.find(([, time]) => time >= started) as [number, number];
  const twice = steps.length - 101; // the 50th had not reported when it died
  add(
    "10",
    "kill -9 → first task of the resumed run, built",
    `${again[1] - started} ms`,
    "≤ 500 ms",
    `${twice} finished tasks again`,
  );
}

async function start(): Promise<void> {
  requireBuilt();
  const node = await bestMillis(["-e", "0"]);
  const help = await bestMillis([builtCli, "--help"]);
  const load = await bestMillis(["--input-type=module", "-e", `await import(${JSON.stringify(built)})`]);
  const home = { SLUICE_HOME: newHome(), BENCH_PACKAGE: built };
  await run([pathOf("rows/first-run.ts")], home); // makes the database
  const first = await median(7, async () => {
    const { stdout } = await run([pathOf("rows/first-run.ts")], home);
    return (JSON.parse(stdout) as { millis: number }).millis;
  });
  const list = await bestMillis([builtCli, "flow-run", "ls"], home);
  add(
    "13",
    "sluice --help, built (a bare node is part of it)",
    `${help.toFixed(0)} ms`,
    "≤ 100 ms",
    `node alone ${node.toFixed(0)} ms`,
  );
  add("13", "import of sluice, built, without node's own start", `${(load - node).toFixed(0)} ms`, "≤ 120 ms", "");
  add("13", "embedded start, existing database: call → body of a flow", `${first.toFixed(0)} ms`, "≤ 60 ms", "");
  add("13", "sluice flow-run ls, embedded, whole process", `${list.toFixed(0)} ms`, "", "");
}

/** Those who use the package start the bundle, not our sources. */
function requireBuilt(): void {
  if (!existsSync(built)) throw new Error("There is no dist/: run npm run build first.");
}

async function median(times: number, measure: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let time = 0; time < times; time++) all.push(await measure());
  return all.toSorted((a, b) => a - b)[times >> 1] as number;
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
