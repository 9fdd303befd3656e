import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { newest, prefectVenv } from "./support/prefect-venv.ts";
import { startPrefectServer } from "./support/prefect-server.ts";

const venv = await prefectVenv(newest);
const script = fileURLToPath(new URL("scripts/sluice-flow.ts", import.meta.url));

interface Row {
  id: string;
  name: string;
  state_type: string;
  run_count: number;
  flow_run_id: string | null;
  parent_task_run_id: string | null;
  tags: string[];
}

/** Runs the script in a process of its own; what it says last, as JSON, and all of what it says. */
async function runScript(url: string): Promise<{ result: unknown; said: string }> {
  const home = mkdtempSync(join(tmpdir(), "sluice-home-"));
  const env = { ...process.env, SLUICE_HOME: home, SLUICE_API_URL: url };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], { env, timeout: 60_000 });
    return { result: JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as unknown, said: stdout + stderr };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

describe.skipIf(venv === null)("our flows on Prefect's own server", () => {
  test("run as they do on ours, and are all there", { timeout: 240_000 }, async () => {
    await using server = await startPrefectServer(venv!);
    const { result, said } = await runScript(server.url);
    expect(result).toMatchObject({
      sum: 3,
      mapped: [101, 102],
      flaky: "at last",
      child: 14,
      failed: "FAILED",
      recovered: 2,
    });
    expect(said.match(/is Prefect's/g)).toHaveLength(1);

    const flowRuns = await server.post<Row[]>("/flow_runs/filter", { sort: "ID_DESC" });
    expect(flowRuns.map(({ state_type }) => state_type)).toEqual(["COMPLETED", "COMPLETED", "COMPLETED"]);
    const child = flowRuns.find(({ parent_task_run_id }) => parent_task_run_id !== null)!;
    const calls = await vi.waitFor(
      async () => {
        const rows = await server.post<Row[]>("/task_runs/filter", {});
        expect(rows.filter(({ state_type }) => state_type === "COMPLETED" || state_type === "FAILED")).toHaveLength(7);
        return rows;
      },
      { timeout: 20_000, interval: 200 }, // Prefect's server records events some time after it has taken them
    );
    const tracking = calls.find(({ id }) => id === child.parent_task_run_id)!;
    const parent = flowRuns.find(({ id }) => id === tracking.flow_run_id)!;
    expect(parent.name).toBe((result as { name: string }).name);
    const flaky = calls.find(({ name }) => name.startsWith("flaky"));
    expect(flaky).toMatchObject({ run_count: 2, state_type: "COMPLETED" });
    expect(calls.find(({ name }) => name.startsWith("add"))).toMatchObject({ tags: ["sums"] });
    expect(await server.post("/artifacts/filter", {})).toMatchObject([
      { key: "note", data: "# Done", flow_run_id: parent.id },
    ]);
    const logs = await server.post<{ message: string }[]>("/logs/filter", {
      logs: { flow_run_id: { any_: [parent.id] } },
    });
    expect(logs.map(({ message }) => message)).toContain("counting to 3");
  });
});
