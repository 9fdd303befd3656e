import { describe, expect, test } from "vitest";
import { databases } from "../../../../test/support/databases.ts";
import { SetClock } from "../../../../test/support/stored-runs.ts";
import { insertHistory } from "../../../../bench/seed/insert-history.ts";
import { countRunHours } from "../../services/count-run-hours.ts";
import type { Store } from "../store.ts";
import { hourOf } from "./run-hours.ts";

const now = 1_795_608_000_000_000;

async function countedHours(store: Store): Promise<number> {
  const rows = await store.read((db) => db.selectFrom("run_hour").select(["kind", "runs"]).execute());
  return rows.filter(({ kind }) => kind === "flow_run").reduce((sum, { runs }) => sum + Number(runs), 0);
}

describe.each(databases)("the counts of ended runs by the hour on $name", ({ open, skip }) => {
  test.skipIf(skip)(
    "H1, H2: what is counted and what is in holes is all there is; a second turn counts nothing",
    async () => {
      const clock = new SetClock(now);
      await using store = await open(clock);
      await insertHistory(store, { flowRuns: 1000, now });
      expect(await countRunHours(store)).toBeGreaterThan(8000);
      const settled = hourOf(now - 3 * 3_600_000_000);
      const { ended } = await store.read((db) =>
        db
          .selectFrom("flow_run")
          .select(({ fn }) => fn.countAll<number>().as("ended"))
          .where("expected_start_time", "<", settled)
          .executeTakeFirstOrThrow(),
      );
      expect(await countedHours(store)).toBe(Number(ended));
      expect(await countRunHours(store)).toBe(0);
    },
  );
});
