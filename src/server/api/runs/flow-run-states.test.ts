import { describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import type { BodyOf } from "../../../schemas/route.ts";
import type { Routes } from "../../../schemas/routes/index.ts";

type State = BodyOf<Routes["POST /flow_runs/{id:uuid}/set_state"]>["state"];

async function makeRun(api: TestApi) {
  const flow = await api.call("POST /flows/", { body: { name: "crawl" } });
  return api.call("POST /flow_runs/", { body: { flow_id: flow.id } });
}

function setState(api: TestApi, params: { id: string }, state: State) {
  return api.try("POST /flow_runs/{id:uuid}/set_state", { params, body: { state } });
}

describe.each(databases)("states of flow runs on $name", (database) => {
  test.skipIf(database.skip)(
    "an accepted state is answered with 201, a rejected one with 200, and the history keeps what happened",
    async () => {
      await using api = await openTestApi(database);
      const run = await makeRun(api);
      const started = await setState(api, run, { type: "RUNNING" });
      expect([started.status, started.body.status]).toEqual([201, "ACCEPT"]);
      const ended = await setState(api, run, { type: "COMPLETED", message: "done", data: { storage_key: "x" } });
      expect(ended.body.state).toMatchObject({ name: "Completed", message: "done", data: { storage_key: "x" } });
      const late = await setState(api, run, { type: "RUNNING" });
      expect([late.status, late.body.status]).toEqual([200, "REJECT"]);
      const history = await api.call("GET /flow_run_states/", { query: { flow_run_id: run.id } });
      expect(history.map((state) => state.type)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
      expect(await api.call("GET /flow_run_states/{id:uuid}", { params: history[2]! })).toEqual(history[2]);
    },
  );

  test.skipIf(database.skip)(
    "a failed run with retries left is answered with the state that waits for its retry",
    async () => {
      await using api = await openTestApi(database);
      const flow = await api.call("POST /flows/", { body: { name: "crawl" } });
      const run = await api.call("POST /flow_runs/", {
        body: { flow_id: flow.id, empirical_policy: { retries: 1, retry_delay: 30 } },
      });
      await setState(api, run, { type: "RUNNING" });
      const { body } = await setState(api, run, { type: "FAILED" });
      expect(body).toMatchObject({ status: "REJECT", state: { type: "SCHEDULED", name: "AwaitingRetry" } });
      expect(body.state?.state_details.scheduled_time).toMatch(/^2026-11-25T12:00:30/);
    },
  );

  test.skipIf(database.skip)("a state sent again by the same transition id is entered once", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api);
    const state: State = { type: "RUNNING", state_details: { transition_id: "11111111-2222-4333-8444-555555555555" } };
    const first = await setState(api, run, state);
    const again = await setState(api, run, state);
    expect(again.body.state?.id).toBe(first.body.state?.id);
  });

  test.skipIf(database.skip)("only a paused run can be resumed", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api);
    const refused = await api.try("POST /flow_runs/{id:uuid}/resume", { params: run, body: {} });
    expect(refused).toMatchObject({
      status: 200,
      body: { status: "ABORT", details: { reason: "Cannot resume a flow run that is not paused." } },
    });
    await setState(api, run, { type: "RUNNING" });
    await setState(api, run, { type: "PAUSED", state_details: { pause_timeout: "2026-11-25T13:00:00Z" } });
    const resumed = await api.try("POST /flow_runs/{id:uuid}/resume", { params: run, body: {} });
    expect(resumed).toMatchObject({ status: 201, body: { status: "ACCEPT", state: { type: "RUNNING" } } });
  });

  test.skipIf(database.skip)("a run that waits for input resumes only with input that fits", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api);
    const schema = JSON.stringify({ type: "object", properties: { age: { type: "integer" } }, required: ["age"] });
    await api.call("POST /flow_runs/{id:uuid}/input", { params: run, body: { key: "in-schema", value: schema } });
    await setState(api, run, { type: "RUNNING" });
    const run_input_keyset = { base: "in", response: "in-response", schema: "in-schema" };
    await setState(api, run, {
      type: "PAUSED",
      state_details: { pause_timeout: "2026-11-25T13:00:00Z", run_input_keyset },
    });
    const resume = (run_input: { age?: unknown }) =>
      api.call("POST /flow_runs/{id:uuid}/resume", { params: run, body: { run_input: run_input as never } });
    expect(await resume({ age: "old" })).toMatchObject({ status: "REJECT", state: { type: "PAUSED" } });
    expect(await resume({ age: 42 })).toMatchObject({ status: "ACCEPT", state: { type: "RUNNING" } });
    const params = { ...run, key: "in-response" };
    expect(await api.call("GET /flow_runs/{id:uuid}/input/{key}", { params })).toBe('{"age":42}');
  });
});
