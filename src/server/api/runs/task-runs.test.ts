import { describe, expect, test } from "vitest";
import { noon, openTestApi, type TestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import type { BodyOf } from "../../../schemas/route.ts";
import type { Routes } from "../../../schemas/routes/index.ts";

const second = 1_000_000;

async function makeRun(api: TestApi) {
  const flow = await api.call("POST /flows/", { body: { name: "crawl" } });
  return api.call("POST /flow_runs/", { body: { flow_id: flow.id, name: "brave-otter", state: { type: "RUNNING" } } });
}

function makeTask(api: TestApi, given: Partial<BodyOf<Routes["POST /task_runs/"]>> = {}) {
  return api.call("POST /task_runs/", { body: { task_key: "fetch-1", dynamic_key: "0", ...given } });
}

function setState(api: TestApi, params: { id: string }, type: "RUNNING" | "COMPLETED" | "FAILED") {
  return api.call("POST /task_runs/{id:uuid}/set_state", { params, body: { state: { type } } });
}

describe.each(databases)("task runs on $name", (database) => {
  test.skipIf(database.skip)(
    "a task run is made once for its place in a flow run, under the id that the client gives",
    async () => {
      await using api = await openTestApi(database);
      const run = await makeRun(api);
      const id = "11111111-2222-4333-8444-555555555555";
      const body = { id, flow_run_id: run.id, task_key: "fetch-1", dynamic_key: "0", name: "fetch" };
      const first = await api.try("POST /task_runs/", { body });
      const again = await api.try("POST /task_runs/", { body: { ...body, id: null } });
      expect([first.status, again.status]).toEqual([201, 200]);
      expect([first.body.id, again.body.id]).toEqual([id, id]);
      const orphan = await api.try("POST /task_runs/", { body: { ...body, id: null, flow_run_id: id } });
      expect(orphan.status).toBe(409);
    },
  );

  test.skipIf(database.skip)("its states are proposed, kept and listed", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api);
    const task = await makeTask(api, { flow_run_id: run.id });
    api.clock.at = noon + 2 * second;
    expect(await setState(api, task, "RUNNING")).toMatchObject({ status: "ACCEPT" });
    api.clock.at = noon + 5 * second;
    await setState(api, task, "COMPLETED");
    const ended = await api.call("GET /task_runs/{id:uuid}", { params: task });
    expect(ended).toMatchObject({ state_type: "COMPLETED", total_run_time: 3, run_count: 1, flow_run_id: run.id });
    const states = await api.call("GET /task_run_states/", { query: { task_run_id: task.id } });
    expect(states.map((state) => state.type)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
    expect(states[0]!.state_details).toMatchObject({ task_run_id: task.id, flow_run_id: run.id });
    expect(await api.call("GET /task_run_states/{id:uuid}", { params: states[1]! })).toEqual(states[1]);
  });

  test.skipIf(database.skip)(
    "a task run that is not recorded yet is a 404, which clients take for Pending",
    async () => {
      await using api = await openTestApi(database);
      const params = { id: "00000000-0000-4000-8000-000000000000" };
      expect(await api.try("GET /task_runs/{id:uuid}", { params })).toMatchObject({
        status: 404,
        body: { detail: "Task not found" },
      });
      expect((await api.try("PATCH /task_runs/{id:uuid}", { params, body: { name: "x" } })).status).toBe(404);
      expect((await api.try("DELETE /task_runs/{id:uuid}", { params })).status).toBe(404);
    },
  );

  test.skipIf(database.skip)(
    "lists leave out background tasks when a flow run is asked for, and know child flow runs",
    async () => {
      await using api = await openTestApi(database);
      const run = await makeRun(api);
      const inFlow = await makeTask(api, { flow_run_id: run.id, name: "in flow", tags: ["x"] });
      const alone = await makeTask(api, { name: "alone" });
      await api.call("POST /flow_runs/", { body: { flow_id: run.flow_id, parent_task_run_id: inFlow.id } });
      const names = async (task_runs: object) =>
        (await api.call("POST /task_runs/filter", { body: { task_runs, sort: "NAME_ASC" } })).map((task) => task.name);
      expect(await names({})).toEqual(["alone", "in flow"]);
      expect(await names({ flow_run_id: {} })).toEqual(["in flow"]);
      expect(await names({ flow_run_id: { is_null_: true } })).toEqual(["alone"]);
      expect(await names({ flow_run_id: { any_: [run.id] } })).toEqual(["in flow"]);
      expect(await names({ subflow_runs: { exists_: true } })).toEqual(["in flow"]);
      expect(await names({ subflow_runs: { exists_: false } })).toEqual(["alone"]);
      expect(await names({ tags: { all_: ["x"] } })).toEqual(["in flow"]);
      expect(
        await api.call("POST /task_runs/count", { body: { flow_runs: { name: { any_: ["brave-otter"] } } } }),
      ).toBe(1);
      const children = await api.call("POST /flow_runs/filter", {
        body: { flow_runs: { parent_flow_run_id: { any_: [run.id] } } },
      });
      expect(children).toHaveLength(1);
      await api.call("PATCH /task_runs/{id:uuid}", { params: alone, body: { name: "renamed" } });
      const page = await api.call("POST /task_runs/paginate", { body: { limit: 1, sort: "NAME_DESC" } });
      expect(page).toMatchObject({ results: [{ name: "renamed" }], count: 2, pages: 2 });
    },
  );

  test.skipIf(database.skip)("every sort order is accepted, and the history counts", async () => {
    await using api = await openTestApi(database);
    await makeTask(api);
    const { taskRunSorts } = await import("../../../schemas/enums.ts");
    for (const sort of taskRunSorts)
      expect(await api.call("POST /task_runs/filter", { body: { sort } })).toHaveLength(1);
    const history = await api.call("POST /task_runs/history", {
      body: {
        history_start: "2026-11-25T12:00:00Z",
        history_end: "2026-11-25T12:00:10Z",
        history_interval_seconds: 10,
      },
    });
    expect(history[0]!.states).toMatchObject([{ state_type: "PENDING", count_runs: 1 }]);
  });

  test.skipIf(database.skip)("the UI's counts, names and next runs", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api);
    const task = await makeTask(api, { flow_run_id: run.id });
    await setState(api, task, "RUNNING");
    await setState(api, task, "COMPLETED");
    const scheduled = await api.call("POST /flow_runs/", {
      body: { flow_id: run.flow_id, state: { type: "SCHEDULED" } },
    });
    expect(await api.call("POST /ui/task_runs/count", { body: {} })).toMatchObject({ COMPLETED: 1, RUNNING: 0 });
    expect(await api.call("POST /ui/flow_runs/count-task-runs", { body: { flow_run_ids: [run.id] } })).toEqual({
      [run.id]: 1,
    });
    expect(await api.call("GET /ui/task_runs/{id:uuid}", { params: task })).toMatchObject({
      flow_run_name: "brave-otter",
    });
    const next = await api.call("POST /ui/flows/next-runs", { body: { flow_ids: [run.flow_id] } });
    expect(next[run.flow_id]).toMatchObject({ id: scheduled.id, state_name: "Scheduled" });
    const dots = await api.call("POST /ui/flow_runs/history", { body: {} });
    expect(dots.map((dot) => dot.id).toSorted()).toEqual([run.id, scheduled.id].toSorted());
    const task_runs = { start_time: { after_: "2026-11-25T11:00:00Z", before_: "2026-11-25T13:00:00Z" } };
    const counts = await api.call("POST /ui/task_runs/dashboard/counts", { body: { task_runs } });
    expect(counts).toHaveLength(20);
    expect(counts[10]).toEqual({ completed: 1, failed: 0 });
    expect((await api.try("POST /ui/task_runs/dashboard/counts", { body: { task_runs: {} } })).status).toBe(422);
  });

  test.skipIf(database.skip)("values are checked against a JSON schema, with each error at its place", async () => {
    await using api = await openTestApi(database);
    const schema = {
      type: "object",
      properties: { age: { type: "integer" }, names: { type: "array", items: { type: "string" } } },
      required: ["age", "names"],
    };
    expect(await api.call("POST /ui/schemas/validate", { body: { schema, values: { age: 1, names: [] } } })).toEqual({
      errors: [],
      valid: true,
    });
    expect(await api.call("POST /ui/schemas/validate", { body: { schema, values: { names: ["a", 2] } } })).toEqual({
      valid: false,
      errors: [
        { property: "age", errors: ["'age' is a required property"] },
        { property: "names", errors: [{ index: 1, errors: ["must be string"] }] },
      ],
    });
  });
});
