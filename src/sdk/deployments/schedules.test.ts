import { expect, test } from "vitest";
import { flow, toDeploymentNames } from "./fixtures/some-flow.ts";
import { schedulesOf } from "./schedules.ts";
import { serve } from "./serve.ts";

test("a kind of schedule is one or several, with one time zone", () => {
  expect(schedulesOf({ cron: "0 2 * * *", timezone: "Europe/Berlin" })).toEqual([
    { active: true, parameters: {}, schedule: { cron: "0 2 * * *", day_or: true, timezone: "Europe/Berlin" } },
  ]);
  const anchor = new Date("2026-01-01T00:00:00Z");
  const every = schedulesOf({ interval: [{ hours: 1 }, 30], anchor }).map(({ schedule }) => schedule);
  expect(every).toEqual([
    { interval: 3600, anchor_date: "2026-01-01T00:00:00.000Z" },
    { interval: 30, anchor_date: "2026-01-01T00:00:00.000Z" },
  ]);
  expect(schedulesOf({ rrule: "FREQ=DAILY" })).toMatchObject([{ schedule: { rrule: "FREQ=DAILY", timezone: "UTC" } }]);
  expect(schedulesOf({})).toEqual([]);
});

test("schedules of several kinds have each what is their own", () => {
  const given = schedulesOf({
    schedules: [
      { cron: "* * * * *", slug: "often", active: false },
      { interval: 60, parameters: { n: 1 } },
    ],
  });
  expect(given).toMatchObject([
    { slug: "often", active: false },
    { active: true, parameters: { n: 1 } },
  ]);
});

test("two kinds at once, and a schedule of none, are refused where they are written", () => {
  expect(() => flow.toDeployment({ cron: "* * * * *", interval: 5 })).toThrow("Give one of cron and interval");
  expect(() => flow.toDeployment({ schedules: [{}] })).toThrow("A schedule has one of cron, interval and rrule.");
  expect(() => flow.toDeployment({ schedules: [{ cron: "x", interval: 5 }] })).toThrow("A schedule has one of");
});

test("a deployment has the name that it is given, of its flow, or of a file", () => {
  expect(toDeploymentNames(undefined, "nightly", "/app/etl.ts")).toEqual(["some-flow", "nightly", "etl"]);
  expect(() => flow.toDeployment({ name: "a/b" })).toThrow("must not hold any of");
});

test("serve() refuses what is no deployment", async () => {
  await expect(serve()).rejects.toThrow("serve() takes deployments");
  await expect(serve({ limit: 1 })).rejects.toThrow("serve() takes deployments");
  await expect(serve(flow.toDeployment(), {}, {})).rejects.toThrow("once, as the last argument");
});
