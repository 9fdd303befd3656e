import { describe, expect, test } from "vitest";
import { uuidv7 } from "../../lib/uuid.ts";
import { databases } from "../../../test/support/databases.ts";
import { openTestApi, type TestApi } from "../../../test/support/api.ts";
import { deploy } from "../../../test/support/deployments.ts";
import { sweepLeases } from "../services/sweep-leases.ts";

const owner = { host: "elsewhere", boot_id: "b", pid: 7, pid_started: "1", node: "v24", sdk: "0" };

describe.each(databases)("on $name", (database) => {
  test.skipIf(database.skip)("of many that claim a due run one gets it", async () => {
    await using api = await openTestApi(database);
    const run = await dueRun(api);
    const answers = await Promise.all(Array.from({ length: 5 }, () => claim(api, run.id, uuidv7())));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(4);
    expect(await stateOf(api, run.id)).toBe("Pending");
  });

  test.skipIf(database.skip)("a claimed run whose claimer is not heard of is offered again", async () => {
    await using api = await openTestApi(database);
    const run = await dueRun(api);
    await claim(api, run.id, uuidv7());
    await sweepLeases(api.store);
    for (let seconds = 0; seconds < 60; seconds += 5) {
      api.clock.at += 5_000_000;
      await sweepLeases(api.store);
    }
    expect(await stateOf(api, run.id)).toBe("AwaitingRetry");
    expect((await claim(api, run.id, uuidv7())).status).toBe(201);
  });

  test.skipIf(database.skip)(
    "a run whose process is gone crashes, or goes on elsewhere where it was only asked to leave",
    async () => {
      await using api = await openTestApi(database);
      const run = await dueRun(api);
      const token = uuidv7();
      await claim(api, run.id, token);
      await takeUp(api, run.id, token);
      expect(await gone(api, run.id, { token, message: "Asked to leave.", reschedule: true })).toMatchObject({
        settled: true,
        state: { type: "SCHEDULED", name: "AwaitingRetry" },
      });
      const next = uuidv7();
      await claim(api, run.id, next);
      await takeUp(api, run.id, next);
      await setState(api, run.id, "RUNNING");
      expect(await gone(api, run.id, { token, message: "late" })).toMatchObject({ settled: false });
      expect(await gone(api, run.id, { token: next, message: "Killed." })).toMatchObject({
        state: { type: "CRASHED" },
      });
    },
  );
});

async function dueRun(api: TestApi) {
  const { id } = await deploy(api);
  return await api.call("POST /deployments/{id:uuid}/create_flow_run", { params: { id }, body: {} });
}

function claim(api: TestApi, id: string, token: string): Promise<Response> {
  return api.send("POST", `/api/sluice/flow_runs/${id}/claim`, { body: { token, owner, lease_seconds: 30 } });
}

async function takeUp(api: TestApi, id: string, token: string): Promise<void> {
  const flow = { version: "1", retries: 2 };
  const body = { token, owner, lease_seconds: 30, cause: "attached", flow };
  const answer = await api.send("POST", `/api/sluice/flow_runs/${id}/attempts`, { body });
  expect(answer.status).toBe(201);
}

async function gone(api: TestApi, id: string, body: object): Promise<unknown> {
  const answer = await api.send("POST", `/api/sluice/flow_runs/${id}/gone`, { body });
  return await answer.json();
}

async function setState(api: TestApi, id: string, type: "RUNNING"): Promise<void> {
  await api.call("POST /flow_runs/{id:uuid}/set_state", { params: { id }, body: { state: { type }, force: true } });
}

async function stateOf(api: TestApi, id: string): Promise<string | null> {
  return (await api.call("GET /flow_runs/{id:uuid}", { params: { id } })).state_name;
}
