import { describe, expect, test } from "vitest";
import { insertHistory } from "../../../../bench/seed/insert-history.ts";
import { databases } from "../../../../test/support/databases.ts";
import { SetClock } from "../../../../test/support/stored-runs.ts";
import { isoFromMicros } from "../../../lib/clock.ts";
import { enterFlowRunState, lockFlowRun } from "../../orchestration/flow-run-rows.ts";
import { countRunHours } from "../../services/count-run-hours.ts";
import type { Filters } from "../filters/related.ts";
import type { Store } from "../store.ts";
import { countRunsByState } from "./count-runs.ts";
import { deleteFlowRuns } from "./flow-run-deletion.ts";
import { runHistory } from "./run-history.ts";
import { forgetHours, hour } from "./run-hours.ts";

const now = 1_795_608_000_000_000;
const day = 24 * hour;
const and = { operator: "and_" } as const;

/** Filters that the counts of hours answer, or have to leave to the rows. */
const filters: Filters[] = [
  {},
  { flow_runs: { ...and, state: { ...and, type: { any_: ["FAILED", "CRASHED"] } } } },
  { flow_runs: { ...and, state: { operator: "or_", type: { any_: ["CRASHED"] }, name: { any_: ["TimedOut"] } } } },
  { flow_runs: { ...and, state: { ...and, type: { any_: ["COMPLETED"] }, name: { not_any_: ["Completed"] } } } },
  { flow_runs: { ...and, parent_task_run_id: { ...and, is_null_: true } } },
  { flow_runs: { ...and, expected_start_time: { after_: isoFromMicros(now - 40 * day + 123) } } },
  {
    flow_runs: {
      ...and,
      expected_start_time: { after_: isoFromMicros(now - 99 * day), before_: isoFromMicros(now - 3 * day) },
    },
  },
  { flow_runs: { ...and, tags: { ...and, all_: ["prod"] } } },
];

async function answers(store: Store): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const filter of filters) {
    for (const [width, start] of [
      [day, now - 30 * day],
      [1000 * hour + 77, now - 364 * day + 5],
      [hour / 3, now - 5 * day + 1],
    ] as const) {
      const span = { start, end: Math.min(start + 60 * width, now + day), interval: width };
      const rows = await runHistory(store, "flow_run", { span, filters: filter, now });
      found.push(rows.map((row) => JSON.stringify(row)).toSorted());
    }
    found.push(Object.fromEntries(await countRunsByState(store, "flow_run", filter)));
  }
  found.push(Object.fromEntries(await countRunsByState(store, "task_run", {})));
  return found;
}

describe.each(databases)("the counts of ended runs by the hour on $name", ({ open, skip }) => {
  test.skipIf(skip)("H1: every answer is the same with them and without", async () => {
    await using store = await open(new SetClock(now));
    await insertHistory(store, { flowRuns: 1500, now });
    const before = await answers(store);
    expect(await countRunHours(store)).toBeGreaterThan(8000);
    expect(await answers(store)).toEqual(before);
    expect(await countRunHours(store)).toBe(0);
  });

  test.skipIf(skip)("H2: what is changed, deleted or added long after is counted as it is then", async () => {
    await using store = await open(new SetClock(now));
    await insertHistory(store, { flowRuns: 800, now });
    await countRunHours(store);
    const old = await store.read((db) =>
      db.selectFrom("flow_run").select(["id", "expected_start_time"]).orderBy("expected_start_time").limit(9).execute(),
    );
    await store.write(async (tx) => {
      await deleteFlowRuns(tx, [old[0]!.id, old[1]!.id]);
      await reopen(tx, old[2]!.id);
    });
    const holes = await store.read((db) => db.selectFrom("run_hour_hole").selectAll().execute());
    expect(holes.length).toBeGreaterThan(0);
    const changed = await answers(store);
    await countRunHours(store);
    expect(await answers(store)).toEqual(changed);
    await store.write(({ db }) => db.deleteFrom("run_hour_span").execute()); // nothing is counted any more
    expect(await answers(store)).toEqual(changed);
  });

  test.skipIf(skip)("what is written while it runs makes no hole", async () => {
    await using store = await open(new SetClock(now));
    await store.write((tx) => forgetHours(tx, "flow_run", [now, now - hour, null]));
    expect(await store.read((db) => db.selectFrom("run_hour_hole").selectAll().execute())).toEqual([]);
  });
});

/** As a retry by hand does. */
async function reopen(tx: Parameters<typeof lockFlowRun>[0], id: string): Promise<void> {
  const run = await lockFlowRun(tx, id);
  const state = {
    id: "01900000-0000-7000-8000-000000000001",
    type: "SCHEDULED" as const,
    name: "AwaitingRetry",
    timestamp: now,
    message: null,
    data: null,
    details: {},
  };
  const policy = run.empirical_policy;
  const initial = null;
  await enterFlowRunState(tx, { run, policy, policyBefore: policy, initial, proposed: state } as never, state);
}
