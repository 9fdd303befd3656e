// Row 9: from the request that creates a run of a served deployment to its code running, in a process of its own.
// Prints one JSON object. The monotonic clock is one for all processes of the machine.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const api = process.env["SLUICE_API_URL"]!;
const served = fileURLToPath(new URL("served.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
const file = join(folder, "began.txt");

async function call<T>(path: string, body?: unknown): Promise<T> {
  const post = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return (await (await fetch(`${api}${path}`, body === undefined ? {} : post)).json()) as T;
}

async function medianOf(times: number, warm: boolean): Promise<number> {
  const child = spawn(process.execPath, [served], {
    env: { ...process.env, BENCH_FILE: file, SLUICE_RUNNER_WARM: String(warm) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    await saying(child, "Ctrl+C stops");
    const { id } = await call<{ id: string }>("/deployments/name/bench/bench");
    const millis: number[] = [];
    for (let time = 0; time <= times; time++) {
      await sleep(1_500); // the next process gets warm behind the run before
      millis.push(await oneRun(id));
    }
    return millis.slice(1).toSorted((one, other) => one - other)[Math.floor(times / 2)]!;
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}

async function oneRun(deployment: string): Promise<number> {
  rmSync(file, { force: true });
  const asked = process.hrtime.bigint();
  await call(`/deployments/${deployment}/create_flow_run`, {});
  while (!existsSync(file)) await sleep(5);
  await sleep(5);
  return Number(BigInt(readFileSync(file, "utf8")) - asked) / 1e6;
}

async function saying(child: ChildProcess, text: string): Promise<void> {
  let said = "";
  child.stderr!.setEncoding("utf8").on("data", (piece: string) => (said += piece));
  while (!said.includes(text)) await once(child.stderr!, "data");
}

try {
  console.log(JSON.stringify({ warmMillis: await medianOf(11, true), coldMillis: await medianOf(7, false) }));
} finally {
  rmSync(folder, { recursive: true });
}
