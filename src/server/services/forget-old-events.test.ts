import { describe, expect, test } from "vitest";
import { openTestApi } from "../../../test/support/api.ts";
import { userEvent } from "../../../test/support/client-events.ts";
import { databases } from "../../../test/support/databases.ts";
import { isoFromMicros } from "../../lib/clock.ts";
import { forgetOldEvents } from "./forget-old-events.ts";

const day = 86_400_000_000;

describe.each(databases)("events on $name", (database) => {
  test.skipIf(database.skip)("are forgotten after a week, with what they are related to, and not before", async () => {
    await using api = await openTestApi(database);
    const related = [{ "prefect.resource.id": "shop.1", "prefect.resource.role": "shop" }];
    await api.call("POST /events", { body: Array.from({ length: 700 }, () => userEvent({ related })) });
    api.clock.at += 6 * day;
    const occurred = isoFromMicros(api.clock.at);
    await api.call("POST /events", { body: [userEvent({ event: "young", related, occurred })] });
    expect(await forgetOldEvents(api.store, api.clock)).toBe(0);
    api.clock.at += 1.5 * day;
    expect(await forgetOldEvents(api.store, api.clock)).toBe(700);
    const left = await api.call("POST /events/filter", { body: { filter: { related: { id: ["shop.1"] } } } });
    expect(left.events.map(({ event }) => event)).toEqual(["young"]);
    const resources = await api.store.read((db) => db.selectFrom("event_resource").selectAll().execute());
    expect(resources).toHaveLength(1);
  });
});
