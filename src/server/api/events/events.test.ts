import { describe, expect, test } from "vitest";
import { noon, openTestApi, type TestApi } from "../../../../test/support/api.ts";
import { taskStateEvent, userEvent } from "../../../../test/support/client-events.ts";
import { databases } from "../../../../test/support/databases.ts";
import { isoFromMicros } from "../../../lib/clock.ts";
import { uuidv7 } from "../../../lib/uuid.ts";

const second = 1_000_000;

async function startFlowRun(api: TestApi) {
  const flow = await api.call("POST /flows/", { body: { name: "bakery" } });
  return api.call("POST /flow_runs/", { body: { flow_id: flow.id, state: { type: "RUNNING" }, tags: ["oven"] } });
}

describe.each(databases)("events on $name", (database) => {
  test.skipIf(database.skip)("an event comes back as it was sent, however often it was sent", async () => {
    await using api = await openTestApi(database);
    const event = userEvent({
      related: [{ "prefect.resource.id": "shop.9", "prefect.resource.role": "shop" }],
      payload: { degrees: 220 },
    });
    await api.call("POST /events", { body: [event, event] });
    await api.call("POST /events", { body: [event] });
    const page = await api.call("POST /events/filter", { body: {} });
    expect(page).toMatchObject({ total: 1, next_page: null, events: [{ ...event, received: isoFromMicros(noon) }] });
  });

  test.skipIf(database.skip)("states of task runs that arrive in any order, and twice, make the same run", async () => {
    await using api = await openTestApi(database);
    const run = await startFlowRun(api);
    const ids = [uuidv7(), uuidv7()];
    const [inOrder, shuffled] = ids.map((taskRunId, dynamicKey) => [
      taskStateEvent({ taskRunId, flowRunId: run.id, type: "PENDING", at: noon, dynamicKey: `${dynamicKey}` }),
      taskStateEvent({ taskRunId, flowRunId: run.id, type: "RUNNING", at: noon + second, dynamicKey: `${dynamicKey}` }),
      taskStateEvent({
        taskRunId,
        flowRunId: run.id,
        type: "COMPLETED",
        at: noon + 3 * second,
        dynamicKey: `${dynamicKey}`,
        taskRun: { start_time: isoFromMicros(noon + second), total_run_time: 2 },
        data: { storage_key: "k" },
      }),
    ]);
    for (const event of inOrder!) await api.call("POST /events", { body: [event] });
    await api.call("POST /events", { body: [shuffled![2]!] });
    await api.call("POST /events", { body: [shuffled![1]!, shuffled![0]!, shuffled![2]!] });
    const rows = await Promise.all(ids.map((id) => api.call("GET /task_runs/{id:uuid}", { params: { id } })));
    const facts = rows.map(
      ({ id: _, created: __, updated: ___, dynamic_key: ____, state_id: _____, state, ...rest }) => ({
        ...rest,
        state: [state?.type, state?.data],
      }),
    );
    expect(facts[1]).toEqual(facts[0]);
    expect(rows[1]).toMatchObject({
      state_type: "COMPLETED",
      run_count: 1,
      total_run_time: 2,
      tags: ["blue"],
      labels: { team: "data" },
      start_time: isoFromMicros(noon + second),
      end_time: isoFromMicros(noon + 3 * second),
    });
    const states = await api.call("GET /task_run_states/", { query: { task_run_id: ids[1]! } });
    expect(states.map(({ type }) => type)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
  });

  test.skipIf(database.skip)("numbers may be written as Python writes them", async () => {
    await using api = await openTestApi(database);
    const { id: flowRunId } = await startFlowRun(api);
    const taskRunId = uuidv7();
    const taskRun = { total_run_time: 0, empirical_policy: { retry_delay: 2 } };
    const event = JSON.stringify([taskStateEvent({ taskRunId, flowRunId, type: "RUNNING", at: noon, taskRun })]);
    const text = event
      .replace('"total_run_time":0', '"total_run_time":0.0')
      .replace('"retry_delay":2', '"retry_delay":2.0');
    expect((await api.send("POST", "/api/events", { body: text })).status).toBe(204);
    const run = await api.call("GET /task_runs/{id:uuid}", { params: { id: taskRunId } });
    expect(run).toMatchObject({ state_type: "RUNNING", total_run_time: 0, empirical_policy: { retry_delay: 2 } });
  });

  test.skipIf(database.skip)("a terminal state stays when a client reports work on it afterwards", async () => {
    await using api = await openTestApi(database);
    const { id: flowRunId } = await startFlowRun(api);
    const taskRunId = uuidv7();
    await api.call("POST /events", {
      body: [
        taskStateEvent({ taskRunId, flowRunId, type: "COMPLETED", at: noon }),
        taskStateEvent({ taskRunId, flowRunId, type: "RUNNING", at: noon + second }),
      ],
    });
    const run = await api.call("GET /task_runs/{id:uuid}", { params: { id: taskRunId } });
    expect(run.state_type).toBe("COMPLETED");
  });

  test.skipIf(database.skip)(
    "a call that runs again in a retried flow is the same task run under its first id",
    async () => {
      await using api = await openTestApi(database);
      const { id: flowRunId } = await startFlowRun(api);
      const [first, second_] = [uuidv7(), uuidv7()];
      const again = { taskRun: { flow_run_run_count: 2, run_count: 0 } };
      await api.call("POST /events", {
        body: [
          taskStateEvent({ taskRunId: second_, flowRunId, type: "PENDING", at: noon + 2 * second, ...again }),
          taskStateEvent({ taskRunId: second_, flowRunId, type: "COMPLETED", at: noon + 3 * second, ...again }),
        ].toReversed(),
      });
      await api.call("POST /events", {
        body: [taskStateEvent({ taskRunId: first, flowRunId, type: "FAILED", at: noon })],
      });
      const runs = await api.call("POST /task_runs/filter", { body: {} });
      expect(runs).toMatchObject([{ id: second_, state_type: "COMPLETED", flow_run_run_count: 2 }]);
      await api.call("POST /events", {
        body: [taskStateEvent({ taskRunId: first, flowRunId, type: "FAILED", at: noon + 5 * second, dynamicKey: "1" })],
      });
      await api.call("POST /events", {
        body: [
          taskStateEvent({
            taskRunId: second_,
            flowRunId,
            type: "RUNNING",
            at: noon + 6 * second,
            dynamicKey: "1",
            ...again,
          }),
        ],
      });
      expect(await api.call("GET /task_runs/{id:uuid}", { params: { id: first } })).toMatchObject({
        state_type: "RUNNING",
      });
    },
  );

  test.skipIf(database.skip)("a state of a flow run that is not there is refused alone", async () => {
    await using api = await openTestApi(database);
    const { id: flowRunId } = await startFlowRun(api);
    const [lost, kept] = [uuidv7(), uuidv7()];
    await api.call("POST /events", {
      body: [
        taskStateEvent({ taskRunId: lost, flowRunId: uuidv7(), type: "RUNNING", at: noon }),
        taskStateEvent({ taskRunId: kept, flowRunId, type: "RUNNING", at: noon }),
      ],
    });
    expect((await api.try("GET /task_runs/{id:uuid}", { params: { id: lost } })).status).toBe(404);
    expect((await api.try("GET /task_runs/{id:uuid}", { params: { id: kept } })).status).toBe(200);
  });

  test.skipIf(database.skip)("states are events too: by name, by resource, by what they are related to", async () => {
    await using api = await openTestApi(database);
    const run = await startFlowRun(api);
    const taskRunId = uuidv7();
    await api.call("POST /events", {
      body: [
        taskStateEvent({ taskRunId, flowRunId: run.id, type: "RUNNING", at: noon }),
        taskStateEvent({ taskRunId, flowRunId: run.id, type: "COMPLETED", at: noon + second }),
        userEvent({ occurred: isoFromMicros(noon + second) }),
      ],
    });
    api.clock.at = noon + 10 * second;
    const named = async (filter: object) => {
      const page = await api.call("POST /events/filter", { body: { filter } });
      expect(page.total).toBe(page.events.length);
      return page.events.map(({ event }) => event);
    };
    expect(await named({ event: { prefix: ["prefect.flow-run."] } })).toEqual(["prefect.flow-run.Running"]);
    expect(await named({ event: { prefix: ["prefect."], exclude_prefix: ["prefect.flow"] } })).toEqual([
      "prefect.task-run.Completed",
      "prefect.task-run.Running",
    ]);
    expect(await named({ event: { name: ["prefect.task-run.Completed"] } })).toEqual(["prefect.task-run.Completed"]);
    expect(await named({ resource: { id: [`prefect.task-run.${taskRunId}`] }, order: "ASC" })).toEqual([
      "prefect.task-run.Running",
      "prefect.task-run.Completed",
    ]);
    expect(await named({ related: { id: [`prefect.flow-run.${run.id}`] } })).toHaveLength(2);
    expect(await named({ related: {}, any_resource: [{ id: [] }], resource: { id: null } })).toHaveLength(5);
    expect(await named({ related: { id: [`prefect.flow.${run.flow_id}`, "prefect.work-pool.x"] } })).toHaveLength(3);
    expect(await named({ any_resource: { id: [`prefect.flow-run.${run.id}`] } })).toHaveLength(3);
    expect(await named({ related: { id: ["prefect.tag.oven"], role: ["tag"] } })).toEqual(["prefect.flow-run.Running"]);
    expect(await named({ resource: { labels: { "prefect.resource.id": ["oven.*", "!oven.2"] } } })).toEqual([
      "oven.ready",
    ]);
    expect(await named({ text: { query: "big -small" } })).toEqual(["oven.ready"]);
    expect(await named({ resource: { distinct: true } })).toHaveLength(4);
  });

  test.skipIf(database.skip)("a list goes on from page to page over all kinds of events, each told once", async () => {
    await using api = await openTestApi(database);
    const { id: flowRunId } = await startFlowRun(api);
    const events = Array.from({ length: 12 }, (_, at) =>
      at % 2 === 0
        ? userEvent({ occurred: isoFromMicros(noon + at * second) })
        : taskStateEvent({
            taskRunId: uuidv7(),
            flowRunId,
            type: "RUNNING",
            at: noon + at * second,
            dynamicKey: `${at}`,
          }),
    );
    await api.call("POST /events", { body: events });
    api.clock.at = noon + 60 * second;
    const seen: string[] = [];
    let page = await api.call("POST /events/filter", { body: { limit: 5 } });
    expect(page.total).toBe(14);
    for (;;) {
      seen.push(...page.events.map(({ occurred }) => occurred));
      if (page.next_page === null) break;
      const token = new URL(page.next_page).searchParams.get("page-token")!;
      page = await api.call("GET /events/filter/next", { query: { "page-token": token } });
    }
    expect(seen).toHaveLength(14);
    expect(seen).toEqual(seen.toSorted().toReversed());
    expect((await api.try("GET /events/filter/next", { query: { "page-token": "x" } })).status).toBe(403);
  });

  test.skipIf(database.skip)("events are counted by time, name and resource", async () => {
    await using api = await openTestApi(database);
    await startFlowRun(api);
    await api.call("POST /events", { body: [userEvent(), userEvent()] });
    const occurred = { since: isoFromMicros(noon - 60 * second), until: isoFromMicros(noon + 60 * second) };
    const count = (countable: string, more = {}) =>
      api.call("POST /events/count-by/{countable}", { params: { countable }, body: { filter: { occurred }, ...more } });
    expect(await count("event")).toMatchObject([
      { value: "oven.ready", count: 2 },
      { value: "prefect.flow-run.Running", count: 1 },
      { value: "prefect.flow.created", count: 1 },
    ]);
    expect((await count("resource"))[0]).toMatchObject({ value: "oven.1", label: "big oven", count: 2 });
    expect((await count("time", { time_unit: "minute" })).map((bucket) => bucket.count)).toEqual([0, 4, 0]);
    const many = {
      params: { countable: "time" },
      body: { filter: { occurred }, time_unit: "second", time_interval: 0.01 },
    } as const;
    expect((await api.try("POST /events/count-by/{countable}", many)).status).toBe(422);
  });
});
