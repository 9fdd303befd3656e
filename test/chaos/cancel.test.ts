import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { endOf, Home } from "./support/programs.ts";

const script = fileURLToPath(new URL("./fixtures/ending-flow.ts", import.meta.url));

test("L6: a run that another process cancels hears of it when its lease is renewed, and ends Cancelled", async () => {
  using home = new Home();
  const child = home.start([script], { env: { CHAOS_END: "wait", SLUICE_RUNS_LEASE_SECONDS: "1.5" } });
  const ended = endOf(child);
  await once(child.stdout!, "data");
  const [run] = await home.runs();
  const asked = await home.cancel(run!.id);
  expect(asked.code, asked.output).toBe(0);
  expect((await ended).output).toContain("Cancelled from outside.");
  expect(await home.runs()).toMatchObject([{ state: "Cancelled" }]);
});
