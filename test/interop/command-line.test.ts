import { describe, expect, test } from "vitest";
import { databases } from "../support/databases.ts";
import { openInteropServer } from "./support/interop-server.ts";
import { newest, prefectVenv } from "./support/prefect-venv.ts";

const venv = await prefectVenv(newest);

const lists = [
  ["flow", "ls"],
  ["flow-run", "ls"],
  ["task-run", "ls"],
  ["deployment", "ls"],
  ["work-pool", "ls"],
  ["work-queue", "ls"],
  ["block", "ls"],
  ["block", "type", "ls"],
  ["variable", "ls"],
  ["artifact", "ls"],
  ["concurrency-limit", "ls"],
  ["global-concurrency-limit", "ls"],
  ["automation", "ls"],
  ["version"],
];

describe.skipIf(venv === null)("the command `prefect`", () => {
  test("lists every kind of object of a server that has some", { timeout: 240_000 }, async () => {
    await using server = await openInteropServer(databases[0]!, venv!);
    await server.python("objects.py");
    const said: Record<string, string> = {};
    for (const args of lists) {
      const { code, stdout, stderr } = await server.prefect(args);
      expect([args.join(" "), code, stderr.includes("Traceback")]).toEqual([args.join(" "), 0, false]);
      said[args.join(" ")] = stdout;
    }
    expect(said["flow ls"]).toContain("work");
    expect(said["flow-run ls"]).toContain("COMPLETED");
    expect(said["block ls"]).toContain("warehouse/lake");
    expect(said["variable ls"]).toContain("colour");
    expect(said["artifact ls"]).toContain("note");
    expect(said["global-concurrency-limit ls"]).toContain("database");
    expect((await server.prefect(["variable", "inspect", "colour"])).stdout).toContain("blue");
    expect((await server.prefect(["block", "inspect", "login/main"])).stdout).toContain("********");
    expect((await server.prefect(["artifact", "inspect", "note"])).stdout).toContain("# Done");
    expect((await server.prefect(["global-concurrency-limit", "inspect", "api"])).stdout).toContain("api");
  });
});
