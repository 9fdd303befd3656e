import { describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../../test/support/api.ts";
import { databases } from "../../../test/support/databases.ts";
import { deploy } from "../../../test/support/deployments.ts";
import { tellStatuses } from "./tell-statuses.ts";

describe.each(databases)("statuses on $name", (database) => {
  test.skipIf(database.skip)(
    "a pool, its queue and its deployment tell once that they are ready, and that they are not",
    async () => {
      await using api = await openTestApi(database);
      await api.call("POST /work_pools/", { body: { name: "local" } });
      const made = await deploy(api, { work_pool_name: "local" });
      expect(await tellStatuses(api.store, api.clock)).toBe(0);
      const params = { work_pool_name: "local" };
      await api.call("POST /work_pools/{work_pool_name}/workers/heartbeat", { params, body: { name: "w" } });
      await api.call("POST /work_pools/{name}/get_scheduled_flow_runs", { params: { name: "local" }, body: {} });
      expect(await tellStatuses(api.store, api.clock)).toBe(3);
      expect(await tellStatuses(api.store, api.clock)).toBe(0);
      api.clock.at += 120_000_000;
      expect(await tellStatuses(api.store, api.clock)).toBe(3);
      await api.call("PATCH /work_pools/{name}", { params: { name: "local" }, body: { is_paused: true } });
      expect(await tellStatuses(api.store, api.clock)).toBe(1);
      expect(await told(api, "prefect.deployment.")).toEqual([
        `prefect.deployment.not-ready ${made.id}`,
        `prefect.deployment.ready ${made.id}`,
        `prefect.deployment.created ${made.id}`,
      ]);
      expect((await told(api, "prefect.work-pool.")).map((line) => line.split(" ")[0])).toEqual([
        "prefect.work-pool.paused",
        "prefect.work-pool.updated",
        "prefect.work-pool.not-ready",
        "prefect.work-pool.ready",
        "prefect.work-pool.created",
      ]);
    },
  );
});

/** The events of a kind, the newest first. */
async function told(api: TestApi, prefix: string): Promise<string[]> {
  const { events } = await api.call("POST /events/filter", {
    body: {
      filter: {
        event: { prefix: [prefix] },
        occurred: { since: "2026-11-25T00:00:00Z", until: "2026-11-26T00:00:00Z" },
      },
    },
  });
  return events.map(({ event, resource }) => `${event} ${resource["prefect.resource.id"]!.split(".").at(-1)}`);
}
