// A flow without a schema, served: its TypeScript types check what a run is given, and say what the flow gets.

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeWorkplace } from "../../../test/support/command-line.ts";

const program = fileURLToPath(new URL("fixtures/typed.ts", import.meta.url));

test(
  "a run gets a Date where its flow's types say so, and is refused where it does not fit",
  { timeout: 60_000 },
  async () => {
    await using place = await makeWorkplace();
    const serving = place.start("node", [program]);
    await serving.saying("Ctrl+C stops");
    const run = (...options: string[]) => place.sluice(["deployment", "run", "remind/typed", ...options]);
    const refused = await run("--param", "at=soon");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("at");
    const watched = await run("--param", "at=2026-01-01T00:00:00Z", "--watch");
    expect(watched.code, watched.stderr).toBe(0);
    expect(watched.stdout).toContain("Completed");
    serving.child.kill("SIGTERM");
    await serving.ended();
  },
);
