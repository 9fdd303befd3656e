import { describe, expect, test } from "vitest";
import { openTestApi } from "../../../test/support/api.ts";
import { databases } from "../../../test/support/databases.ts";

const second = 1_000_000;

describe.each(databases)("artifacts on $name", (database) => {
  test.skipIf(database.skip)("every artifact under a key is a version, the newest is the latest", async () => {
    await using api = await openTestApi(database);
    const first = await api.try("POST /artifacts/", { body: { key: "report", type: "markdown", data: "one" } });
    api.clock.at += second;
    const second_ = await api.call("POST /artifacts/", { body: { key: "report", type: "markdown", data: { n: 2 } } });
    expect(first.status).toBe(201);
    expect(await api.call("GET /artifacts/{key}/latest", { params: { key: "report" } })).toEqual(second_);
    expect(await api.call("POST /artifacts/count", { body: {} })).toBe(2);
    expect(await api.call("POST /artifacts/latest/count", { body: {} })).toBe(1);
    const latest = await api.call("POST /artifacts/latest/filter", {
      body: { artifacts: { key: { any_: ["report"] } } },
    });
    expect(latest).toMatchObject([{ key: "report", latest_id: second_.id, data: { n: 2 } }]);
    await api.call("DELETE /artifacts/{id:uuid}", { params: second_ });
    expect(await api.call("GET /artifacts/{key}/latest", { params: { key: "report" } })).toEqual(first.body);
    await api.call("DELETE /artifacts/{id:uuid}", { params: first.body });
    expect(await api.try("GET /artifacts/{key}/latest", { params: { key: "report" } })).toMatchObject({
      status: 404,
      body: { detail: "Artifact not found." },
    });
  });

  test.skipIf(database.skip)(
    "data that changes is shown under its key too, with its numbers as sent (S6)",
    async () => {
      await using api = await openTestApi(database);
      const artifact = await api.call("POST /artifacts/", {
        body: { key: "bar", type: "progress", data: 1, metadata_: { a: "b" } },
      });
      await api.send("PATCH", `/api/artifacts/${artifact.id}`, { body: '{"data":50.0}' });
      const read = await (await api.send("GET", `/api/artifacts/${artifact.id}`)).text();
      expect(read).toContain('"data":50.0');
      const [latest] = await api.call("POST /artifacts/latest/filter", { body: {} });
      expect(latest).toMatchObject({ data: 50, metadata_: { a: "b" }, description: null });
    },
  );

  test.skipIf(database.skip)("they are listed by what they are and by the run that made them", async () => {
    await using api = await openTestApi(database);
    const flow = await api.call("POST /flows/", { body: { name: "crawl" } });
    const run = await api.call("POST /flow_runs/", { body: { flow_id: flow.id } });
    const task = await api.call("POST /task_runs/", {
      body: { flow_run_id: run.id, task_key: "t", dynamic_key: "0", tags: ["x"] },
    });
    await api.call("POST /artifacts/", {
      body: { key: "of-run", type: "table", flow_run_id: run.id, task_run_id: task.id },
    });
    await api.call("POST /artifacts/", { body: { type: "link" } });
    const keys = async (body: object) =>
      (await api.call("POST /artifacts/filter", { body })).map((artifact) => artifact.key);
    expect(await keys({ sort: "KEY_ASC" })).toEqual(["of-run", null]);
    expect(await keys({ artifacts: { key: { exists_: false } } })).toEqual([null]);
    expect(await keys({ artifacts: { type: { not_any_: ["link"] } } })).toEqual(["of-run"]);
    expect(await keys({ flows: { name: { any_: ["crawl"] } } })).toEqual(["of-run"]);
    expect(await keys({ task_runs: { tags: { all_: ["y"] } } })).toEqual([]);
    expect(
      await api.call("POST /artifacts/latest/filter", { body: { flow_runs: { id: { any_: [run.id] } } } }),
    ).toHaveLength(1);
  });
});
