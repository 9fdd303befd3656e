import { describe, expect, test } from "vitest";
import { openTestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import { uuidv7 } from "../../../lib/uuid.ts";

const silence = {
  type: "event" as const,
  posture: "Proactive" as const,
  expect: ["prefect.flow-run.heartbeat"],
  within: 90,
};
const failure = { type: "event" as const, posture: "Reactive" as const, expect: ["prefect.flow-run.Failed"] };
const both = { type: "compound" as const, require: "all" as const, within: 60, triggers: [silence, failure] };
const cancel = { type: "cancel-flow-run" as const };

describe.each(databases)("automations on $name", (database) => {
  test.skipIf(database.skip)("an automation comes back with ids for its triggers", async () => {
    await using api = await openTestApi(database);
    const made = await api.call("POST /automations/", { body: { name: "watch", trigger: both, actions: [cancel] } });
    expect(made).toMatchObject({ name: "watch", enabled: true, actions: [cancel], trigger: { type: "compound" } });
    expect(made.trigger.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await api.call("GET /automations/{id:uuid}", { params: made })).toEqual(made);
    await api.call("PATCH /automations/{id:uuid}", { params: made, body: { enabled: false } });
    expect(
      await api.call("POST /automations/filter", { body: { automations: { name: { any_: ["watch"] } } } }),
    ).toMatchObject([{ id: made.id, enabled: false }]);
    expect(await api.call("POST /automations/count")).toBe(1);
    await api.call("DELETE /automations/{id:uuid}", { params: made });
    const gone = await api.try("GET /automations/{id:uuid}", { params: made });
    expect([gone.status, gone.body]).toEqual([404, { exception_message: "Automation not found" }]);
  });

  test.skipIf(database.skip)("a trigger that is written again in the same words keeps its id", async () => {
    await using api = await openTestApi(database);
    const made = await api.call("POST /automations/", { body: { name: "watch", trigger: both, actions: [] } });
    const ids = (trigger: object) => (trigger as { triggers: { id: string }[] }).triggers.map(({ id }) => id);
    const changed = { ...both, triggers: [{ ...failure, threshold: 2 }, silence] };
    await api.call("PUT /automations/{id:uuid}", { params: made, body: { name: "w", trigger: changed, actions: [] } });
    const { trigger } = await api.call("GET /automations/{id:uuid}", { params: made });
    expect(ids(trigger)[1]).toBe(ids(made.trigger)[0]);
    expect(ids(made.trigger)).not.toContain(ids(trigger)[0]);
  });

  test.skipIf(database.skip)("what a resource owns goes with it, and is found by it", async () => {
    await using api = await openTestApi(database);
    const id = uuidv7();
    const resource_id = `prefect.deployment.${id}`;
    const run = { type: "run-deployment" as const, source: "selected" as const, deployment_id: id };
    const common = { trigger: failure, actions: [] };
    await api.call("POST /automations/", { body: { name: "owned", owner_resource: resource_id, ...common } });
    await api.call("POST /automations/", { body: { name: "naming", ...common, actions: [run] } });
    await api.call("POST /automations/", { body: { name: "other", ...common } });
    const related = await api.call("GET /automations/related-to/{resource_id}", { params: { resource_id } });
    expect(related.map(({ name }) => name)).toEqual(["naming", "owned"]);
    api.clock.at += 1;
    await api.call("DELETE /automations/owned-by/{resource_id}", { params: { resource_id } });
    const left = await api.call("POST /automations/filter", { body: {} });
    expect(left.map(({ name }) => name)).toEqual(["naming", "other"]);
  });
});

test.each([
  { why: "at least 10 seconds", trigger: { ...silence, within: 3 }, actions: [] },
  { why: "between 1 and the number", trigger: { ...both, require: 3 }, actions: [] },
  { why: "needs deployment_id", trigger: failure, actions: [{ type: "run-deployment" as const }] },
  {
    why: "cannot have work_pool_id",
    trigger: failure,
    actions: [{ type: "pause-work-pool" as const, source: "inferred" as const, work_pool_id: uuidv7() }],
  },
  {
    why: "for ever",
    trigger: { ...failure, expect: ["prefect.flow-run.Running"] },
    actions: [{ type: "run-deployment" as const, source: "inferred" as const }],
  },
])("an automation is refused with the reason: $why", async ({ why, trigger, actions }) => {
  await using api = await openTestApi();
  const { status, body } = await api.try("POST /automations/", { body: { name: "x", trigger, actions } });
  expect(status).toBe(422);
  expect(JSON.stringify(body)).toContain(why);
});

test("a template is checked, and its error says where it is", async () => {
  await using api = await openTestApi();
  const validate = (path: string, template: string) =>
    api.send("POST", `/api${path}`, { body: JSON.stringify(template) });
  const good = await validate("/templates/validate", "Flow {{ flow.name }} {% if a %}x{% endif %}");
  expect(good.status).toBe(204);
  const bad = await validate("/automations/templates/validate", "one\n{% if %}");
  expect([bad.status, await bad.json()]).toMatchObject([422, { error: { line: 2, source: "one\n{% if %}" } }]);
});
