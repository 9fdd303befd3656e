import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { startSluice } from "../../src/testing/sluice-harness.ts";
import { forgetSettings } from "../../src/sdk/settings.ts";
import { flow, getRunLogger, INPUTS, memoryStorage, Secret, task } from "../../src/index.ts";

const secret = "hunter2-very-secret";

afterEach(() => {
  delete process.env["SLUICE_RESULTS_ENCRYPTION"];
  forgetSettings();
});

/** Everything that a server has on disk, as text. */
function onDisk(folder: string): string {
  return ["sluice.db", "sluice.db-wal"].map((name) => readFileSync(join(folder, name), "latin1")).join("");
}

describe("a Secret (engine.md M3)", () => {
  test("is in no result, parameter, log, error or identity at rest", async () => {
    await using sluice = await startSluice();
    const login = task(async function login(token: Secret) {
      getRunLogger().info("token %s %o", token, { token });
      return token.reveal().length;
    });
    const leak = task(async function leak(token: Secret) {
      return { token };
    });
    const main = flow(async function main(token: Secret) {
      await leak(token);
      return await login(token);
    });
    expect(await main(new Secret(secret))).toBe(secret.length);
    expect(onDisk(sluice.folder)).not.toContain(secret);
  });

  test("tells equal secrets from others in cache keys", async () => {
    await using _ = await startSluice();
    let runs = 0;
    const fetch = task(
      { name: "fetch", cachePolicy: INPUTS, resultStorage: memoryStorage() },
      async (token: Secret) => ((runs += 1), token.reveal().length),
    );
    const main = flow(async function main(token: string) {
      return await fetch(new Secret(token));
    });
    expect([await main("a"), await main("a"), await main("bb")]).toEqual([1, 1, 2]);
    expect(runs).toBe(2);
  });
});

describe("results.encryption", () => {
  test("leaves no result and no parameter in clear, and reads them back", async () => {
    process.env["SLUICE_RESULTS_ENCRYPTION"] = "true";
    forgetSettings();
    await using sluice = await startSluice();
    const give = task(async function give(text: string) {
      return { text };
    });
    let bodies = 0;
    const main = flow({ name: "main", retries: 1 }, async (text: string) => {
      const value = await give(text);
      bodies += 1;
      if (bodies === 1) throw new Error("once");
      return value;
    });
    const run = main(secret);
    expect(await run).toEqual({ text: secret });
    expect(onDisk(sluice.folder)).not.toContain(secret);
    expect((await sluice.get<{ parameters: { text: string } }>(`/flow_runs/${run.id}`)).parameters.text).toMatch(
      /^<encrypted [0-9a-f]{8}>$/,
    );
  });
});
