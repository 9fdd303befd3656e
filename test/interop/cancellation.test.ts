import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { databases } from "../support/databases.ts";
import { openInteropServer } from "./support/interop-server.ts";
import { newest, prefectVenv } from "./support/prefect-venv.ts";

const venv = await prefectVenv(newest);
const waiting = { timeout: 30_000, interval: 200 };

describe.skipIf(venv === null)("a served flow of Prefect's client", () => {
  test("is cancelled from outside: its process is gone, and its hook has run", { timeout: 180_000 }, async () => {
    await using server = await openInteropServer(databases[0]!, venv!);
    const folder = mkdtempSync(join(tmpdir(), "sluice-cancelled-"));
    const note = join(folder, "note");
    try {
      const env = { PREFECT_RUNNER_POLL_FREQUENCY: "1", NOTE: note };
      await using served = server.start(venv!.python, [server.script("cancelled.py")], env);
      const deployment = await vi.waitFor(async () => {
        const [found] = await server.call("POST /deployments/filter", { body: {} });
        expect(found).toBeDefined();
        return found!;
      }, waiting);
      const run = await server.call("POST /deployments/{id:uuid}/create_flow_run", { params: deployment, body: {} });
      await served.says("it sleeps");
      const body = { state: { type: "CANCELLING" as const } };
      await server.call("POST /flow_runs/{id:uuid}/set_state", { params: run, body });
      await vi.waitFor(async () => {
        const { state_type } = await server.call("GET /flow_runs/{id:uuid}", { params: run });
        expect(state_type).toBe("CANCELLED");
        expect(existsSync(note), served.output()).toBe(true);
      }, waiting);
      expect(readFileSync(note, "utf8")).toMatch(new RegExp(`^${run.name} CANCELL(ED|ING)$`));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
