import { describe, expect, test } from "vitest";
import { openTestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import { deploy } from "../../../../test/support/deployments.ts";

describe.each(databases)("versions of deployments on $name", (database) => {
  test.skipIf(database.skip)("each change of what runs makes one, a change of when does not", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api, { version: "1", parameters: { n: 1 } });
    await deploy(api, { version: "1", parameters: { n: 1 } });
    await api.call("POST /deployments/{id:uuid}/pause_deployment", { params: made });
    await deploy(api, { version: "2", parameters: { n: 1 }, entrypoint: "crawl.ts:crawl" });
    await api.call("PATCH /deployments/{id:uuid}", { params: made, body: { parameters: { n: 2 } } });
    const versions = await api.call("GET /sluice/deployments/{id:uuid}/versions", { params: made });
    expect(versions).toMatchObject([
      { number: 3, origin: "update", changed: ["parameters"], is_current: true },
      { number: 2, origin: "deploy", version: "2", changed: ["version", "entrypoint"], is_current: false },
      { number: 1, origin: "deploy", version: "1", changed: [] },
    ]);
  });

  test.skipIf(database.skip)(
    "a rollback brings back what ran, keeps when it runs, and is a version itself",
    async () => {
      await using api = await openTestApi(database);
      await api.call("POST /work_pools/", { body: { name: "local" } });
      const made = await deploy(api, { version: "1", parameters: { n: 1 }, tags: ["old"], work_pool_name: "local" });
      const schedules = [{ schedule: { interval: 60 }, slug: "s" }];
      await deploy(api, { version: "2", parameters: { n: 2 }, work_pool_name: null, schedules });
      const params = { id: made.id };
      const back = await api.call("POST /sluice/deployments/{id:uuid}/rollback", { params, body: {} });
      expect(back).toMatchObject({ number: 3, origin: "rollback", version: "1" });
      const now = await api.call("GET /deployments/{id:uuid}", { params });
      expect(now).toMatchObject({ version: "1", parameters: { n: 1 }, tags: ["old"], work_pool_name: "local" });
      expect(now.schedules).toHaveLength(1);
      await api.call("POST /sluice/deployments/{id:uuid}/rollback", { params, body: { number: 2 } });
      expect(await api.call("GET /deployments/{id:uuid}", { params })).toMatchObject({ version: "2" });
    },
  );

  test.skipIf(database.skip)("what is not there is refused, and nothing changes", async () => {
    await using api = await openTestApi(database);
    const params = await deploy(api, { version: "1" });
    const status = async (body: object) =>
      (await api.try("POST /sluice/deployments/{id:uuid}/rollback", { params, body })).status;
    expect(await status({})).toBe(409);
    expect(await status({ number: 7 })).toBe(404);
    expect(await status({ number: -1 })).toBe(422);
    const nobody = { id: "00000000-0000-4000-8000-000000000000" };
    expect((await api.try("GET /sluice/deployments/{id:uuid}/versions", { params: nobody })).status).toBe(404);
  });
});
