import { afterEach, expect, test } from "vitest";
import { flow, task } from "../../src/index.ts";
import { forgetSettings } from "../../src/sdk/settings.ts";
import { startSluice } from "../../src/testing/sluice-harness.ts";

afterEach(() => {
  delete process.env["SLUICE_ALWAYS_REPLAY"];
  forgetSettings();
});

test("M2: with SLUICE_ALWAYS_REPLAY the first run already gets what a run after a crash would get", async () => {
  await using _ = await startSluice();
  const kept = { at: new Date(0), list: [1, 2] };
  const give = task(async function give() {
    return kept;
  });
  const isSame = flow(async function isSame() {
    const value = await give();
    expect(value).toEqual(kept);
    return value === kept;
  });
  expect(await isSame()).toBe(true);
  process.env["SLUICE_ALWAYS_REPLAY"] = "1";
  forgetSettings();
  expect(await isSame()).toBe(false);
});
