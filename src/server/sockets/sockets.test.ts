import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { noon, openTestApi, type TestApi } from "../../../test/support/api.ts";
import { taskStateEvent, userEvent } from "../../../test/support/client-events.ts";
import { databases } from "../../../test/support/databases.ts";
import { Peer } from "../../../test/support/socket-peer.ts";
import { isoFromMicros } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { createApp } from "../app.ts";
import { listen, type Listening } from "../listen.ts";

async function serve(api: TestApi, authString?: string): Promise<Listening> {
  return listen(createApp({ store: api.store, clock: api.clock, authString }));
}

async function startFlowRun(api: TestApi) {
  const flow = await api.call("POST /flows/", { body: { name: "bakery" } });
  return api.call("POST /flow_runs/", { body: { flow_id: flow.id, state: { type: "RUNNING" } } });
}

describe.each(databases)("websockets on $name", (database) => {
  test.skipIf(database.skip)(
    "a pong means that all events before its ping are stored, a bad one among them",
    async () => {
      await using api = await openTestApi(database);
      await using server = await serve(api);
      const peer = await new Peer(server, "/events/in").greet();
      const events = Array.from({ length: 30 }, () => userEvent());
      for (const event of events) peer.send(event);
      peer.send("{ no json");
      peer.send({ event: "without.anything" });
      peer.send(events[0]);
      await peer.ponged();
      expect(await api.call("POST /events/filter", { body: {} })).toMatchObject({ total: 30 });
      peer.ws.close();
    },
  );

  test.skipIf(database.skip)(
    "events that happen are sent to who waits for them, after those of the last minutes",
    async () => {
      await using api = await openTestApi(database);
      await using server = await serve(api);
      await api.call("POST /events", { body: [userEvent({ event: "old" }), userEvent({ event: "other.kind" })] });
      const run = await startFlowRun(api);
      const peer = await new Peer(server, "/events/out").greet();
      peer.send({ type: "filter", filter: { event: { exclude_name: ["other.kind", "prefect.flow.created"] } } });
      const first = [await peer.next(), await peer.next()];
      expect(first.map(({ event }) => event!.event).toSorted()).toEqual(["old", "prefect.flow-run.Running"]);
      api.clock.at += 1_000_000;
      await api.call("POST /flow_runs/{id:uuid}/set_state", { params: run, body: { state: { type: "COMPLETED" } } });
      expect((await peer.next()).event).toMatchObject({ event: "prefect.flow-run.Completed" });
      const taskRunId = uuidv7();
      await api.call("POST /events", {
        body: [taskStateEvent({ taskRunId, flowRunId: run.id, type: "FAILED", at: api.clock.at })],
      });
      expect((await peer.next()).event).toMatchObject({
        event: "prefect.task-run.Failed",
        resource: { "prefect.resource.id": `prefect.task-run.${taskRunId}` },
      });
      peer.ws.close();
    },
  );

  test.skipIf(database.skip)("log lines are sent as they are written", async () => {
    await using api = await openTestApi(database);
    api.clock.at = Date.now() * 1000;
    await using server = await serve(api);
    const run = await startFlowRun(api);
    const peer = await new Peer(server, "/logs/out").greet();
    peer.send({ type: "filter", filter: { flow_run_id: { any_: [run.id] } } });
    await peer.ponged();
    const line = { name: "a", level: 20, message: "hot", timestamp: isoFromMicros(noon), flow_run_id: run.id };
    await api.call("POST /logs/", { body: [{ ...line, flow_run_id: uuidv7() }, line] });
    expect(await peer.next()).toMatchObject({ type: "log", log: { message: "hot", flow_run_id: run.id } });
    peer.ws.close();
  });

  test.skipIf(database.skip)(
    "a background task goes to one worker; one that is not acknowledged goes to the next",
    async () => {
      await using api = await openTestApi(database);
      await using server = await serve(api);
      const worker = async (client_id: string) => {
        const peer = await new Peer(server, "/task_runs/subscriptions/scheduled").greet();
        peer.send({ type: "subscribe", keys: ["mail-1"], client_id });
        return peer;
      };
      const first = await worker("a-1");
      const state = { type: "SCHEDULED" as const, state_details: { deferred: true } };
      const { id } = await api.call("POST /task_runs/", {
        body: { task_key: "mail-1", dynamic_key: "mail-1-x", state },
      });
      expect(await first.next()).toMatchObject({ id, task_key: "mail-1", state: { type: "SCHEDULED" } });
      first.ws.close();
      const second = await worker("b-2");
      expect(await second.next()).toMatchObject({ id });
      second.send({ type: "ack" });
      const { id: later } = await api.call("POST /task_runs/", {
        body: { task_key: "mail-1", dynamic_key: "mail-1-y", state },
      });
      expect(await second.next()).toMatchObject({ id: later });
      second.send({ type: "quit" });
      expect(await second.closed()).toMatchObject({ code: 1000 });
    },
  );
});

test("a socket asks for the credentials that requests need", async () => {
  await using api = await openTestApi();
  await using server = await serve(api, "admin:secret");
  await (await new Peer(server, "/events/in").greet("admin:secret")).ponged();
  const peer = new Peer(server, "/events/in");
  await once(peer.ws, "open");
  peer.send({ type: "auth", token: "admin:wrong" });
  expect(await peer.closed()).toEqual({ code: 1008, reason: "Invalid token" });
  const silent = new Peer(server, "/events/out");
  await once(silent.ws, "open");
  silent.send({ type: "auth", token: null });
  expect(await silent.closed()).toEqual({ code: 1008, reason: "Auth required but no token provided" });
  const other = new Peer(server, "/events/out", { protocol: "" });
  expect(String((await once(other.ws, "error"))[0])).toContain("403");
  const answer = await fetch(`${server.url}/api/flows/filter`, { method: "POST" });
  expect([answer.status, await answer.json()]).toEqual([401, { exception_message: "Unauthorized" }]);
});

test("a page of another origin cannot open a socket, and no socket is where none is served", async () => {
  await using api = await openTestApi();
  await using server = await serve(api);
  const foreign = new Peer(server, "/events/out", { headers: { origin: "https://evil.example" } });
  expect(String((await once(foreign.ws, "error"))[0])).toContain("403");
  const nowhere = new Peer(server, "/flows/");
  expect(String((await once(nowhere.ws, "error"))[0])).toContain("404");
});

test("a filter that is none closes the socket and says why", async () => {
  await using api = await openTestApi();
  await using server = await serve(api);
  const first = await new Peer(server, "/events/out").greet();
  first.send({ type: "hello" });
  expect(await first.closed()).toEqual({ code: 1002, reason: "Expected 'filter' message" });
  const second = await new Peer(server, "/events/out").greet();
  second.send({ type: "filter", filter: { event: 3 } });
  expect((await second.closed()).reason).toMatch(/^Invalid filter: event: /);
});
