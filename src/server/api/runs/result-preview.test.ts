import { describe, expect, test } from "vitest";
import { noon, openTestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import { insertFlowRun } from "../../../../test/support/stored-runs.ts";

describe.each(databases)("what is shown of a result on $name", (database) => {
  test.skipIf(database.skip)(
    "is the text that was kept, its place in storage, or the reason why it was not kept",
    async () => {
      await using api = await openTestApi(database);
      const reference = { storage_key: "results/1", size: 300_000 };
      const given = [
        {},
        { result: "[1]", result_meta: { serializer: "rich" } },
        { result: `"${"x".repeat(70_000)}"`, result_meta: { serializer: "json" } },
        { result_meta: { serializer: "json", reference } },
        { result_meta: { reason: "a socket cannot be kept" } },
      ];
      const ids = await api.store.write(async (tx) => {
        const made: string[] = [];
        for (const [at, fields] of given.entries())
          made.push(await insertFlowRun(tx, { created: noon + at, ...fields }));
        return made;
      });
      const previews = await Promise.all(
        ids.map((id) => api.call("GET /sluice/flow_runs/{id:uuid}/result_preview", { params: { id } })),
      );
      const nothing = { is_known: true, serializer: null, text: null, storage_key: null, size: null, not_kept: null };
      expect(previews).toEqual([
        { ...nothing, is_known: false },
        { ...nothing, serializer: "rich", text: "[1]", size: 3 },
        { ...nothing, serializer: "json", size: 70_002 },
        { ...nothing, serializer: "json", storage_key: "results/1", size: 300_000 },
        { ...nothing, not_kept: "a socket cannot be kept" },
      ]);
    },
  );

  test.skipIf(database.skip)("of a run that is not there is a 404", async () => {
    await using api = await openTestApi(database);
    const params = { id: "00000000-0000-4000-8000-000000000000" };
    expect((await api.try("GET /sluice/task_runs/{id:uuid}/result_preview", { params })).status).toBe(404);
  });
});
