import { describe, expect, test } from "vitest";
import { noon, openTestApi, type TestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";

const second = 1_000_000;

async function makeRun(api: TestApi): Promise<string> {
  const flow = await api.call("POST /flows/", { body: { name: "crawl" } });
  const run = await api.call("POST /flow_runs/", { body: { flow_id: flow.id } });
  await enter(api, "flow_runs", run.id, "RUNNING");
  return run.id;
}

async function makeCall(api: TestApi, flowRunId: string, dynamicKey: string, from?: string): Promise<string> {
  const inputs = from === undefined ? {} : { page: [{ input_type: "task_run" as const, id: from }] };
  const body = {
    flow_run_id: flowRunId,
    task_key: "fetch-0123abcd",
    dynamic_key: dynamicKey,
    name: `fetch-${dynamicKey}`,
    task_inputs: inputs,
  };
  return (await api.call("POST /task_runs/", { body })).id;
}

async function enter(
  api: TestApi,
  kind: "flow_runs" | "task_runs",
  id: string,
  type: "RUNNING" | "COMPLETED" | "PENDING",
) {
  const body = { state: { type }, force: true };
  await api.call(`POST /${kind}/{id:uuid}/set_state`, { params: { id }, body });
}

describe.each(databases)("the timeline of a flow run on $name", (database) => {
  test.skipIf(database.skip)("says when each call ran, of which task it was and what it waited for", async () => {
    await using api = await openTestApi(database);
    const id = await makeRun(api);
    const first = await makeCall(api, id, "0");
    const second_ = await makeCall(api, id, "1", first);
    api.clock.at = noon + 2 * second;
    await enter(api, "task_runs", first, "RUNNING");
    api.clock.at = noon + 5 * second;
    await enter(api, "task_runs", first, "COMPLETED");
    const timeline = await api.call("GET /sluice/flow_runs/{id:uuid}/timeline", { params: { id } });
    expect(timeline).toMatchObject({
      origin: expect.stringMatching(/^2026-11-25T12:00:00/),
      tasks: ["fetch"],
      is_complete: true,
    });
    const at = timeline.calls.id.indexOf(first);
    const seconds = (micros: number | null | undefined) => Math.round((micros ?? Number.NaN) / second);
    expect([seconds(timeline.calls.started[at]), seconds(timeline.calls.ended[at])]).toEqual([2, 5]);
    expect(timeline.calls.state_type[at]).toBe("COMPLETED");
    expect(timeline.calls.parents[timeline.calls.id.indexOf(second_)]).toEqual([first]);
  });

  test.skipIf(database.skip)("holds only what has changed since the last answer", async () => {
    await using api = await openTestApi(database);
    const id = await makeRun(api);
    await makeCall(api, id, "0");
    const later = await makeCall(api, id, "1");
    api.clock.at = noon + 60 * second;
    const before = await api.call("GET /sluice/flow_runs/{id:uuid}/timeline", { params: { id } });
    expect(before.calls.id).toHaveLength(2);
    await enter(api, "task_runs", later, "RUNNING");
    const changed = await api.call("GET /sluice/flow_runs/{id:uuid}/timeline", {
      params: { id },
      query: { since: before.now },
    });
    expect(changed.calls.id).toEqual([later]);
  });

  test.skipIf(database.skip)("of a run that is not there is a 404", async () => {
    await using api = await openTestApi(database);
    const params = { id: "00000000-0000-4000-8000-000000000000" };
    expect((await api.try("GET /sluice/flow_runs/{id:uuid}/timeline", { params })).status).toBe(404);
  });
});
