import { describe, expect, test } from "vitest";
import { noon, openTestApi, type TestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import type { TaskInputs } from "../../../schemas/task-run.ts";

const second = 1_000_000;

/** A run of three tasks, of which the last stands for a child flow run: a → b, a → child; b made an artifact. */
async function makeGraph(api: TestApi) {
  const flow = await api.call("POST /flows/", { body: { name: "crawl" } });
  const run = await api.call("POST /flow_runs/", { body: { flow_id: flow.id, state: { type: "RUNNING" } } });
  const task = async (name: string, task_inputs: TaskInputs = {}) => {
    api.clock.at += second;
    const body = {
      flow_run_id: run.id,
      name,
      task_key: name,
      dynamic_key: "0",
      task_inputs,
      state: { type: "RUNNING" as const },
    };
    return api.call("POST /task_runs/", { body });
  };
  const a = await task("a");
  const from: TaskInputs = {
    x: [{ input_type: "task_run", id: a.id }],
    limit: [{ input_type: "parameter", name: "limit" }],
  };
  const b = await task("b", from);
  const tracking = await task("child", from);
  const child = await api.call("POST /flow_runs/", {
    body: { flow_id: flow.id, name: "child-run", parent_task_run_id: tracking.id, state: { type: "RUNNING" } },
  });
  await api.call("POST /task_runs/{id:uuid}/set_state", { params: a, body: { state: { type: "COMPLETED" } } });
  await api.call("POST /artifacts/", {
    body: { key: "bar", type: "progress", data: 12.0, flow_run_id: run.id, task_run_id: b.id },
  });
  await api.call("POST /artifacts/", { body: { type: "markdown", data: "# long", flow_run_id: run.id } });
  return { run, a, b, child };
}

describe.each(databases)("graphs on $name", (database) => {
  test.skipIf(database.skip)(
    "a child flow run is drawn in the place of its task run, and edges have two ends",
    async () => {
      await using api = await openTestApi(database);
      const { run, a, b, child } = await makeGraph(api);
      const graph = await api.call("GET /flow_runs/{id:uuid}/graph-v2", { params: run });
      const nodes = graph.nodes.map(([, node]) => node);
      expect(nodes.map(({ kind, id, label }) => [kind, id, label])).toEqual([
        ["task-run", a.id, "a"],
        ["task-run", b.id, "b"],
        ["flow-run", child.id, "child-run"],
      ]);
      expect(graph.root_node_ids).toEqual([a.id]);
      expect(nodes[0]!.children).toEqual([{ id: b.id }, { id: child.id }]);
      expect(nodes[2]!.parents).toEqual([{ id: a.id }]);
      expect(nodes[1]!.artifacts).toMatchObject([{ key: "bar", is_latest: true, data: 12 }]);
      expect(graph.artifacts).toMatchObject([{ type: "markdown", key: null, is_latest: true, data: null }]);
      expect(graph.states.map((state) => state.name)).toEqual(["Running"]);
      expect(graph.start_time).toBe("2026-11-25T12:00:00.000000Z");
    },
  );

  test.skipIf(database.skip)("since a time, only what has not ended before it is drawn", async () => {
    await using api = await openTestApi(database);
    const { run, b, child } = await makeGraph(api);
    api.clock.at = noon + 60 * second;
    const graph = await api.call("GET /flow_runs/{id:uuid}/graph-v2", {
      params: run,
      query: { since: "2026-11-25T12:00:30Z" },
    });
    expect(graph.nodes.map(([id]) => id)).toEqual([b.id, child.id]);
  });

  test.skipIf(database.skip)("the first graph route lists what each task waited for", async () => {
    await using api = await openTestApi(database);
    const { run, a } = await makeGraph(api);
    const list = await api.call("GET /flow_runs/{id:uuid}/graph", { params: run });
    expect(list.map(({ name, upstream_dependencies }) => [name, upstream_dependencies])).toEqual([
      ["a", []],
      ["b", [{ input_type: "task_run", id: a.id }]],
      ["child", [{ input_type: "task_run", id: a.id }]],
    ]);
  });

  test.skipIf(database.skip)("a graph that is too large is refused", async () => {
    await using api = await openTestApi(database, { maxGraphNodes: 2 });
    const { run } = await makeGraph(api);
    expect(await api.try("GET /flow_runs/{id:uuid}/graph-v2", { params: run })).toMatchObject({
      status: 400,
      body: { detail: `The graph of flow run ${run.id} has more than 2 nodes.` },
    });
  });
});
