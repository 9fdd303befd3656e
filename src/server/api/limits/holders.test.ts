import { describe, expect, test } from "vitest";
import { openTestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import { uuidv7 } from "../../../lib/uuid.ts";

const route = "GET /sluice/concurrency_limits/{id:uuid}/holders";

describe.each(databases)("holders of a limit on $name", (database) => {
  test.skipIf(database.skip)(
    "are named with their runs, and so is who waits; a lease that ended holds nothing",
    async () => {
      await using api = await openTestApi(database);
      const { id } = await api.call("POST /v2/concurrency_limits/", { body: { name: "db", limit: 1 } });
      const flow = await api.call("POST /flows/", { body: { name: "f" } });
      const run = await api.call("POST /flow_runs/", { body: { flow_id: flow.id, name: "taker" } });
      const take = (holder: { type: "flow_run" | "task_run"; id: string }) =>
        api.try("POST /v2/concurrency_limits/increment-with-lease", {
          body: { names: ["db"], slots: 1, lease_duration: 60, holder },
        });
      await take({ type: "flow_run", id: run.id });
      await take({ type: "task_run", id: uuidv7() });
      expect(await api.call(route, { params: { id } })).toMatchObject({
        holders: [{ run: { type: "flow-run", id: run.id, name: "taker" }, slots: 1 }],
        waiters: [{ run: null, slots: 1 }],
      });
      api.clock.at += 61_000_000;
      expect(await api.call(route, { params: { id } })).toMatchObject({ holders: [] });
    },
  );

  test.skipIf(database.skip)("of a limit that is not there are not found", async () => {
    await using api = await openTestApi(database);
    expect((await api.try(route, { params: { id: uuidv7() } })).status).toBe(404);
  });
});
