import { describe, expect, test } from "vitest";
import { openTestApi } from "../../../test/support/api.ts";
import { databases } from "../../../test/support/databases.ts";
import { deploy, hours, schedule, scheduledRuns } from "../../../test/support/deployments.ts";

const hourly = { schedule: { cron: "0 * * * *", timezone: "UTC", day_or: true }, parameters: { n: 1 } };
const morning = { from: "2026-11-25T08:30:00Z", until: "2026-11-25T11:00:00Z" };

describe.each(databases)("a backfill on $name", (database) => {
  test.skipIf(database.skip)(
    "makes one run for each time that has passed, and none for a time that has one",
    async () => {
      await using api = await openTestApi(database);
      const made = await deploy(api, { schedules: [hourly] });
      const backfill = (body: object) =>
        api.call("POST /sluice/deployments/{id:uuid}/backfill", { params: made, body: body as never });
      const outcomes = async (body: object) => (await backfill(body)).runs.map(({ outcome }) => outcome);
      expect(await outcomes({ ...morning, dry_run: true })).toEqual(Array(3).fill("would be created"));
      expect(await scheduledRuns(api, made)).toEqual([]);
      expect(await outcomes({ ...morning, parameters: { m: 2 } })).toEqual(Array(3).fill("created"));
      expect(await outcomes({ ...morning, from: "2026-11-25T08:00:00Z" })).toEqual([
        "created",
        ...Array(3).fill("exists"),
      ]);
      await schedule(api);
      const runs = await scheduledRuns(api, made);
      expect(hours(runs)).toEqual(["08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "14:00"]);
      expect(runs[1]).toMatchObject({ parameters: { n: 1, m: 2 }, auto_scheduled: false });
      expect(runs[1]!.tags).toContain("backfill:2026-11-25T08:30:00.000000Z/2026-11-25T11:00:00.000000Z");
    },
  );

  test.skipIf(database.skip)("times ahead, too many times and an unknown schedule are refused", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api, { schedules: [hourly] });
    const status = async (body: object) =>
      (await api.try("POST /sluice/deployments/{id:uuid}/backfill", { params: made, body: body as never })).status;
    expect(await status({ ...morning, until: "2026-11-26T00:00:00Z" })).toBe(422);
    expect(await status({ ...morning, from: "2026-01-01T00:00:00Z" })).toBe(422);
    expect(await status({ ...morning, schedule_id: made.id })).toBe(422);
  });
});
