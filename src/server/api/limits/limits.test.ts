import { describe, expect, test } from "vitest";
import { openTestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import { uuidv7 } from "../../../lib/uuid.ts";

const second = 1_000_000;

describe.each(databases)("concurrency limits on $name", (database) => {
  test.skipIf(database.skip)(
    "slots are given until there are none, and again when a lease gives them back",
    async () => {
      await using api = await openTestApi(database);
      await api.call("POST /v2/concurrency_limits/", { body: { name: "db", limit: 2 } });
      const take = () =>
        api.try("POST /v2/concurrency_limits/increment-with-lease", { body: { names: ["db", "unknown"], slots: 1 } });
      const [first, , third] = [await take(), await take(), await take()];
      expect(first.body).toMatchObject({ limits: [{ name: "db", limit: 2 }] });
      expect([third.status, third.body]).toEqual([423, { detail: "Locked" }]);
      expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(0);
      const limit = () => api.call("GET /v2/concurrency_limits/{id_or_name}", { params: { id_or_name: "db" } });
      expect(await limit()).toMatchObject({ active_slots: 2, limit: 2 });
      await api.call("POST /v2/concurrency_limits/decrement-with-lease", { body: { lease_id: first.body.lease_id } });
      expect(await limit()).toMatchObject({ active_slots: 1 });
      expect((await take()).status).toBe(200);
    },
  );

  test.skipIf(database.skip)("a lease that is not renewed ends; renewing it then says that it is gone", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /v2/concurrency_limits/", { body: { name: "db", limit: 1 } });
    const lease = { names: ["db"], slots: 1, lease_duration: 60 };
    const { lease_id } = await api.call("POST /v2/concurrency_limits/increment-with-lease", { body: lease });
    const renew = { params: { lease_id }, body: { lease_duration: 60 } };
    api.clock.at += 50 * second;
    await api.call("POST /v2/concurrency_limits/leases/{lease_id:uuid}/renew", renew);
    api.clock.at += 50 * second;
    expect((await api.try("POST /v2/concurrency_limits/increment-with-lease", { body: lease })).status).toBe(423);
    api.clock.at += 20 * second;
    expect((await api.try("POST /v2/concurrency_limits/leases/{lease_id:uuid}/renew", renew)).status).toBe(410);
    expect((await api.try("POST /v2/concurrency_limits/increment-with-lease", { body: lease })).status).toBe(200);
  });

  test.skipIf(database.skip)("who waits under its id is served before those who come later", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /v2/concurrency_limits/", { body: { name: "db", limit: 1 } });
    const take = (id: string) => {
      const body = { names: ["db"], slots: 1, holder: { type: "task_run" as const, id } };
      return api.try("POST /v2/concurrency_limits/increment-with-lease", { body });
    };
    const [holder, patient, late] = [uuidv7(), uuidv7(), uuidv7()];
    const { body } = await take(holder);
    expect((await take(patient)).status).toBe(423);
    await api.call("POST /v2/concurrency_limits/decrement-with-lease", { body: { lease_id: body.lease_id } });
    api.clock.at += second;
    expect((await take(late)).status).toBe(423);
    expect((await take(patient)).status).toBe(200);
  });

  test.skipIf(database.skip)("slots without a lease are given back by number, never below none", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /v2/concurrency_limits/", { body: { name: "db", limit: 5, active_slots: 1 } });
    await api.call("POST /v2/concurrency_limits/increment", { body: { names: ["db"], slots: 3 } });
    const inUse = async () =>
      (await api.call("GET /v2/concurrency_limits/{id_or_name}", { params: { id_or_name: "db" } })).active_slots;
    expect(await inUse()).toBe(4);
    await api.call("POST /v2/concurrency_limits/decrement", {
      body: { names: ["db"], slots: 2, occupancy_seconds: 4 },
    });
    expect(await inUse()).toBe(2);
    await api.call("POST /v2/concurrency_limits/decrement", { body: { names: ["db"], slots: 9 } });
    expect(await inUse()).toBe(0);
    expect(
      (await api.try("POST /v2/concurrency_limits/increment", { body: { names: ["db"], slots: 6 } })).body,
    ).toEqual({
      detail: "Slots requested is greater than the limit",
    });
  });

  test.skipIf(database.skip)("a rate gives as much as has decayed", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /v2/concurrency_limits/", { body: { name: "api", limit: 2, slot_decay_per_second: 1 } });
    const take = async () =>
      (
        await api.try("POST /v2/concurrency_limits/increment", {
          body: { names: ["api"], slots: 1, mode: "rate_limit" },
        })
      ).status;
    expect([await take(), await take(), await take()]).toEqual([200, 200, 423]);
    api.clock.at += second;
    expect([await take(), await take()]).toEqual([200, 423]);
    await api.call("POST /v2/concurrency_limits/", { body: { name: "db", limit: 2 } });
    const wrong = { names: ["db"], slots: 1, mode: "rate_limit" as const };
    expect((await api.try("POST /v2/concurrency_limits/increment", { body: wrong })).status).toBe(422);
  });

  test.skipIf(database.skip)("limits are listed, changed and deleted by name or id", async () => {
    await using api = await openTestApi(database);
    const { id } = await api.call("POST /v2/concurrency_limits/", { body: { name: "b", limit: 1 } });
    await api.call("POST /v2/concurrency_limits/", { body: { name: "a", limit: 1 } });
    expect((await api.try("POST /v2/concurrency_limits/", { body: { name: "a", limit: 1 } })).status).toBe(409);
    await api.call("PATCH /v2/concurrency_limits/{id_or_name}", {
      params: { id_or_name: id },
      body: { limit: 7, active: false, active_slots: 3 },
    });
    expect(await api.call("POST /v2/concurrency_limits/filter", { body: {} })).toMatchObject([
      { name: "a", limit: 1 },
      { name: "b", limit: 7, active: false, active_slots: 3 },
    ]);
    await api.call("DELETE /v2/concurrency_limits/{id_or_name}", { params: { id_or_name: "b" } });
    expect((await api.try("GET /v2/concurrency_limits/{id_or_name}", { params: { id_or_name: "b" } })).status).toBe(
      404,
    );
  });

  test.skipIf(database.skip)("a tag has a limit whose slots task runs hold, once each", async () => {
    await using api = await openTestApi(database);
    const made = await api.try("POST /concurrency_limits/", { body: { tag: "big", concurrency_limit: 5 } });
    const changed = await api.try("POST /concurrency_limits/", { body: { tag: "big", concurrency_limit: 1 } });
    expect([made.status, changed.status, changed.body.concurrency_limit]).toEqual([201, 200, 1]);
    const [one, two] = [uuidv7(), uuidv7()];
    const take = (task_run_id: string) =>
      api.try("POST /concurrency_limits/increment", { body: { names: ["big", "none"], task_run_id } });
    expect((await take(one)).body).toMatchObject([{ name: "big", limit: 1 }]);
    expect((await take(one)).status).toBe(200);
    const refused = await take(two);
    expect([refused.status, refused.body]).toEqual([
      423,
      { detail: "Concurrency limit for the big tag has been reached" },
    ]);
    expect(await api.call("GET /concurrency_limits/tag/{tag}", { params: { tag: "big" } })).toMatchObject({
      active_slots: [one],
    });
    await api.call("POST /concurrency_limits/decrement", { body: { names: ["big"], task_run_id: one } });
    expect((await take(two)).status).toBe(200);
    await api.call("POST /concurrency_limits/tag/{tag}/reset", {
      params: { tag: "big" },
      body: { slot_override: [one] },
    });
    expect(await api.call("POST /concurrency_limits/filter", { body: {} })).toMatchObject([{ active_slots: [one] }]);
    await api.call("POST /concurrency_limits/", { body: { tag: "big", concurrency_limit: 0 } });
    const closed = await take(two);
    expect([closed.status, closed.headers.get("retry-after")]).toEqual([423, null]);
    await api.call("DELETE /concurrency_limits/tag/{tag}", { params: { tag: "big" } });
    expect((await api.try("GET /concurrency_limits/tag/{tag}", { params: { tag: "big" } })).status).toBe(404);
  });
});
