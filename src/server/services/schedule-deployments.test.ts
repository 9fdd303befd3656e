import { describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../../test/support/api.ts";
import { databases } from "../../../test/support/databases.ts";
import { deploy, hours, schedule, scheduledRuns } from "../../../test/support/deployments.ts";
import { scheduleDeployments } from "./schedule-deployments.ts";

const hourly = { schedule: { cron: "0 * * * *", timezone: "UTC", day_or: true } };
const anHour = 3_600_000_000;
const aMinute = 60_000_000;

describe.each(databases)("the scheduler on $name", (database) => {
  test.skipIf(database.skip)(
    "makes at least three runs and an hour ahead, in the shape of scheduled runs",
    async () => {
      await using api = await openTestApi(database);
      const made = await deploy(api, {
        schedules: [{ ...hourly, parameters: { n: 2 } }],
        parameters: { n: 1, m: 1 },
        tags: ["a"],
      });
      expect(await schedule(api)).toBe(3);
      const runs = await scheduledRuns(api, made);
      expect(hours(runs)).toEqual(["12:00", "13:00", "14:00"]);
      expect(runs[1]).toMatchObject({
        auto_scheduled: true,
        deployment_id: made.id,
        parameters: { n: 2, m: 1 },
        tags: ["a", "auto-scheduled"],
        state_name: "Scheduled",
        next_scheduled_start_time: "2026-11-25T13:00:00.000000Z",
        created_by: { id: made.schedules[0]!.id, type: "SCHEDULE", display_value: "CronSchedule" },
        state: { state_details: { scheduled_time: "2026-11-25T13:00:00.000000Z" } },
      });
      expect(runs[1]!.idempotency_key).toContain("2026-11-25T13:00:00.000000Z");
    },
  );

  test.skipIf(database.skip)("goes on when fewer than three are ahead, and does nothing until then", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api, { schedules: [hourly] });
    await schedule(api);
    expect(await schedule(api)).toBe(0);
    api.clock.at += 30 * aMinute;
    expect(await schedule(api)).toBe(1); // 12:00 has passed
    expect(hours(await scheduledRuns(api, made))).toEqual(["12:00", "13:00", "14:00", "15:00"]);
  });

  test.skipIf(database.skip)("fills an hour of every minute, and a hundred runs at most", async () => {
    await using api = await openTestApi(database);
    const often = (cron: string) => ({ schedule: { cron, timezone: "UTC", day_or: true } });
    const minutely = await deploy(api, { name: "minutely", schedules: [often("* * * * *")] });
    const secondly = await deploy(api, { name: "secondly", schedules: [often("* * * * * *")] });
    const few = await deploy(api, { name: "few", schedules: [{ ...hourly, max_scheduled_runs: 1 }] });
    await schedule(api);
    const count = async (one: { id: string }) => (await scheduledRuns(api, one)).length;
    expect([await count(minutely), await count(secondly), await count(few)]).toEqual([61, 100, 1]);
  });

  test.skipIf(database.skip)("makes nothing up for the time in which no server ran (SC-006)", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api, { schedules: [hourly] });
    await schedule(api);
    api.clock.at += 5 * anHour + aMinute;
    await schedule(api);
    expect(hours(await scheduledRuns(api, made))).toEqual(["12:00", "13:00", "14:00", "18:00", "19:00", "20:00"]);
  });

  test.skipIf(database.skip)(
    "makes one run for a time, whatever is deployed meanwhile and by how many servers (P9)",
    async () => {
      await using api = await openTestApi(database);
      const often = { schedule: { cron: "* * * * *", timezone: "UTC", day_or: true } };
      const made = await deploy(api, { schedules: [often] });
      await schedule(api);
      for (let round = 0; round < 12; round++) {
        await Promise.all([
          deploy(api, { schedules: [often], version: String(round) }),
          scheduleDeployments(api.store, api.clock),
          scheduleDeployments(api.store, api.clock),
        ]);
        api.clock.at += aMinute / 3;
      }
      await schedule(api);
      const times = (await scheduledRuns(api, made)).map((run) => run.expected_start_time);
      expect(new Set(times).size).toBe(times.length);
      const minutes = times.map((time) => (Date.parse(time!) - Date.parse(times[0]!)) / 60_000);
      expect(minutes).toEqual([...minutes.keys()]);
      expect(minutes.length).toBeGreaterThan(62);
    },
  );

  test.skipIf(database.skip)("a redeploy changes the runs that are ahead, and leaves the late ones alone", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api, { schedules: [hourly], parameters: { n: 1 } });
    await schedule(api);
    const before = await scheduledRuns(api, made);
    api.clock.at += 10 * aMinute;
    await deploy(api, { schedules: [hourly], parameters: { n: 2 } });
    await schedule(api);
    const after = await scheduledRuns(api, made);
    expect(after.slice(0, 3).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.map(({ parameters }) => parameters)).toEqual([{ n: 1 }, { n: 2 }, { n: 2 }, { n: 2 }]);
  });

  test.skipIf(database.skip)("neither a deleted nor a cancelled run comes back with a redeploy (P9)", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api, { schedules: [hourly] });
    await schedule(api);
    const [, second, third] = await scheduledRuns(api, made);
    await api.call("DELETE /flow_runs/{id:uuid}", { params: second! });
    const cancel = { state: { type: "CANCELLED" as const } };
    await api.call("POST /flow_runs/{id:uuid}/set_state", { params: third!, body: cancel });
    await deploy(api, { schedules: [hourly], version: "2" });
    await schedule(api);
    expect(hours(await scheduledRuns(api, made))).toEqual(["12:00"]);
  });

  test.skipIf(database.skip)("another schedule, or none, takes the place of the one that was there", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api, { schedules: [hourly] });
    await schedule(api);
    await deploy(api, { schedules: [{ schedule: { cron: "30 * * * *", timezone: "UTC", day_or: true } }] });
    await schedule(api);
    expect(hours(await scheduledRuns(api, made))).toEqual(["12:00", "12:30", "13:30", "14:30"]); // 12:00 is now: it is due
    await deploy(api, { schedules: [] });
    await schedule(api);
    expect(hours(await scheduledRuns(api, made))).toEqual(["12:00"]);
  });

  test.skipIf(database.skip)(
    "a schedule that was switched off by hand stays off until the deployment says something new",
    async () => {
      await using api = await openTestApi(database);
      const first = await deploy(api, { schedules: [{ ...hourly, active: true }] });
      await schedule(api);
      const params = { id: first.id, schedule_id: first.schedules[0]!.id };
      await api.call("PATCH /deployments/{id:uuid}/schedules/{schedule_id:uuid}", { params, body: { active: false } });
      expect(hours(await scheduledRuns(api, first))).toEqual(["12:00"]);
      const isActive = (one: Awaited<ReturnType<typeof deploy>>) => one.schedules.map(({ active }) => active);
      expect(isActive(await deploy(api, { schedules: [{ ...hourly, active: true }] }))).toEqual([false]);
      expect(isActive(await deploy(api, { schedules: [{ ...hourly, active: false }] }))).toEqual([false]);
      expect(isActive(await deploy(api, { schedules: [{ ...hourly, active: true }] }))).toEqual([true]);
      await schedule(api);
      expect(hours(await scheduledRuns(api, first))).toEqual(["12:00", "13:00", "14:00"]);
    },
  );

  test.skipIf(database.skip)(
    "a paused deployment has no runs ahead, and gets them back when the pause ends",
    async () => {
      await using api = await openTestApi(database);
      const made = await deploy(api, { schedules: [hourly] });
      await schedule(api);
      await api.call("POST /deployments/{id:uuid}/pause_deployment", { params: made });
      expect(await schedule(api)).toBe(0);
      expect(hours(await scheduledRuns(api, made))).toEqual(["12:00"]);
      await api.call("POST /deployments/{id:uuid}/resume_deployment", { params: made });
      await schedule(api);
      expect(hours(await scheduledRuns(api, made))).toEqual(["12:00", "13:00", "14:00"]);
    },
  );

  test.skipIf(database.skip)("redeploying an interval without an anchor does not put its next run off", async () => {
    await using api = await openTestApi(database);
    const now = () => new Date(api.clock.at / 1000).toISOString();
    const daily = () => ({ schedule: { interval: 86_400, anchor_date: now() } });
    const made = await deploy(api, { schedules: [daily()] });
    await schedule(api);
    const before = await scheduledRuns(api, made);
    api.clock.at += 7 * anHour;
    const again = await deploy(api, { schedules: [daily()] });
    await schedule(api);
    expect(again.schedules).toMatchObject([{ id: made.schedules[0]!.id, schedule: made.schedules[0]!.schedule }]);
    expect(new Set(hours(await scheduledRuns(api, made)))).toEqual(new Set(hours(before)));
  });

  test.skipIf(database.skip)("schedules with slugs are merged by them", async () => {
    await using api = await openTestApi(database);
    const at = (minute: number, slug: string) => ({
      schedule: { cron: `${minute} * * * *`, timezone: "UTC", day_or: true },
      slug,
    });
    const made = await deploy(api, { schedules: [at(1, "a"), at(2, "b")] });
    const patch = (schedules: object[]) =>
      api.try("PATCH /deployments/{id:uuid}", { params: made, body: { schedules: schedules as never } });
    expect(
      (
        await patch([
          { ...at(3, "c"), replaces: "a" },
          { slug: "b", active: false },
        ])
      ).status,
    ).toBe(204);
    const merged = await api.call("GET /deployments/{id:uuid}/schedules", { params: made });
    expect(merged.map(({ id, slug, active }) => [id, slug, active])).toEqual([
      [made.schedules[0]!.id, "c", true],
      [made.schedules[1]!.id, "b", false],
    ]);
    expect((await patch([{ schedule: { interval: 60 } }])).status).toBe(422);
    const params = { id: made.id };
    const added = { params, body: [at(4, "c")] };
    expect((await api.try("POST /deployments/{id:uuid}/schedules", added)).status).toBe(409);
    await api.call("POST /deployments/{id:uuid}/schedules", { params, body: [at(4, "d")] });
    const gone = { id: made.id, schedule_id: merged[0]!.id };
    await api.call("DELETE /deployments/{id:uuid}/schedules/{schedule_id:uuid}", { params: gone });
    const left = await api.call("GET /deployments/{id:uuid}/schedules", { params: made });
    expect(left.map(({ slug }) => slug)).toEqual(["b", "d"]);
    expect((await api.try("DELETE /deployments/{id:uuid}/schedules/{schedule_id:uuid}", { params: gone })).status).toBe(
      404,
    );
  });

  test.skipIf(database.skip)("what cannot recur is refused, with its place", async () => {
    await using api = await openTestApi(database);
    const { id: flow_id } = await api.call("POST /flows/", { body: { name: "crawl" } });
    const bad = { name: "d", flow_id, schedules: [{ schedule: { cron: "at noon", day_or: true } }] };
    const answer = await api.try("POST /deployments/", { body: bad });
    expect(answer).toMatchObject({
      status: 422,
      body: { exception_detail: [{ loc: ["body", "schedules", 0, "schedule", "cron"], type: "value_error" }] },
    });
    expect(await api.call("POST /deployments/count", { body: {} })).toBe(0);
  });

  test.skipIf(database.skip)("a deployment that cannot be scheduled hides no other", async () => {
    await using api = await openTestApi(database);
    const broken = await deploy(api, { name: "broken", schedules: [hourly] });
    const fine = await deploy(api, { name: "fine", schedules: [hourly] });
    await api.store.write((tx) =>
      tx.db
        .updateTable("deployment_schedule")
        .set({ schedule: { cron: "?" } })
        .where("deployment_id", "=", broken.id)
        .execute(),
    );
    await expect(schedule(api)).rejects.toThrow("1 deployments cannot be scheduled");
    expect(await scheduledRuns(api, fine)).toHaveLength(3);
    expect(await schedule(api)).toBe(0);
    await deploy(api, { name: "broken", schedules: [hourly] });
    expect(await schedule(api)).toBe(3);
  });

  test.skipIf(database.skip)("runs can be made at once, as far ahead as is asked", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api, { schedules: [hourly] });
    const asked = { start_time: "2026-12-01T00:00:00Z", end_time: "2026-12-01T04:30:00Z", min_runs: 100 };
    await api.call("POST /deployments/{id:uuid}/schedule", { params: made, body: asked });
    await api.call("POST /deployments/{id:uuid}/schedule", { params: made, body: asked });
    expect(hours(await scheduledRuns(api, made))).toEqual(["00:00", "01:00", "02:00", "03:00", "04:00"]);
  });
});

test("a turn with nothing to do asks one question, whatever the number of schedules", async () => {
  await using api: TestApi = await openTestApi();
  for (let at = 0; at < 50; at++) await deploy(api, { name: `d${at}`, schedules: [hourly] });
  await schedule(api);
  let questions = 0;
  const counting = {
    ...api.store,
    read: ((...given) => (questions++, api.store.read(...given))) as typeof api.store.read,
  };
  counting.write = () => Promise.reject(new Error("nothing is to be written"));
  expect(await scheduleDeployments(counting, api.clock)).toBe(0);
  expect(questions).toBe(1);
});
