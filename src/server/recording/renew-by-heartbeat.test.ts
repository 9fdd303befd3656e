import { describe, expect, test } from "vitest";
import { noon, openTestApi, type TestApi } from "../../../test/support/api.ts";
import { userEvent } from "../../../test/support/client-events.ts";
import { databases } from "../../../test/support/databases.ts";
import { isoFromMicros } from "../../lib/clock.ts";
import { sweepLeases } from "../services/sweep-leases.ts";

const minute = 60_000_000;

async function startFlowRun(api: TestApi): Promise<string> {
  const flow = await api.call("POST /flows/", { body: { name: "bakery" } });
  return (await api.call("POST /flow_runs/", { body: { flow_id: flow.id, state: { type: "RUNNING" } } })).id;
}

async function beat(api: TestApi, id: string): Promise<void> {
  const event = "prefect.flow-run.heartbeat";
  const resource = { "prefect.resource.id": `prefect.flow-run.${id}` };
  await api.call("POST /events", { body: [userEvent({ event, resource, occurred: isoFromMicros(api.clock.at) })] });
}

/** Moves time as a server that sweeps all along sees it. */
async function sweepUntil(api: TestApi, time: number): Promise<void> {
  for (; api.clock.at < time; api.clock.at += 10_000_000) await sweepLeases(api.store);
  await sweepLeases(api.store);
}

async function stateOf(api: TestApi, id: string) {
  return (await api.call("GET /flow_runs/{id:uuid}", { params: { id } })).state_type;
}

describe.each(databases)("L1: a run of Prefect's client on $name", (database) => {
  test.skipIf(database.skip)("that sends no heartbeats is never taken for dead", async () => {
    await using api = await openTestApi(database);
    const id = await startFlowRun(api);
    api.clock.at += 24 * 60 * minute;
    await sweepLeases(api.store);
    await sweepLeases(api.store);
    expect(await stateOf(api, id)).toBe("RUNNING");
  });

  test.skipIf(database.skip)("is given half an hour by its first heartbeat", async () => {
    await using api = await openTestApi(database);
    const id = await startFlowRun(api);
    await beat(api, id);
    await sweepUntil(api, noon + 29 * minute);
    expect(await stateOf(api, id)).toBe("RUNNING");
    await sweepUntil(api, noon + 31 * minute);
    expect(await stateOf(api, id)).toBe("CRASHED");
  });

  test.skipIf(database.skip)("is given three times the widest gap between its heartbeats", async () => {
    await using api = await openTestApi(database);
    const id = await startFlowRun(api);
    await beat(api, id);
    await sweepUntil(api, noon + 3 * minute);
    await beat(api, id);
    await sweepUntil(api, noon + 11 * minute);
    expect(await stateOf(api, id)).toBe("RUNNING");
    await sweepUntil(api, noon + 13 * minute);
    expect(await stateOf(api, id)).toBe("CRASHED");
  });

  test.skipIf(database.skip)("is not measured by the time between two of its tries", async () => {
    await using api = await openTestApi(database);
    const id = await startFlowRun(api);
    await beat(api, id);
    api.clock.at += 2_000_000;
    await api.call("POST /flow_runs/{id:uuid}/set_state", {
      params: { id },
      body: { state: { type: "SCHEDULED", name: "AwaitingRetry" }, force: true },
    });
    await api.call("POST /flow_runs/{id:uuid}/set_state", {
      params: { id },
      body: { state: { type: "RUNNING" }, force: true },
    });
    await beat(api, id);
    await sweepUntil(api, noon + 20 * minute);
    expect(await stateOf(api, id)).toBe("RUNNING");
  });
});
