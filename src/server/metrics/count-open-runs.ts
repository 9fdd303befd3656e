import { sql } from "kysely";
import type { Store } from "../db/store.ts";
import type { Sample } from "./prometheus.ts";

/**
 * Flow runs that have not ended, by state, each counted on an index of its own. Running ones are those that hold a lease:
 * ended runs are many, and are looked at by nobody here.
 */
export async function countOpenRuns(store: Store): Promise<Sample[]> {
  return await store.read(async (db) => {
    const waiting = await db
      .selectFrom("flow_run")
      .select(["state_name", sql<number>`count(*)`.as("count")])
      .where("state_type", "=", "SCHEDULED")
      .groupBy("state_name")
      .execute();
    const stopped = await db
      .selectFrom("flow_run")
      .select(["state_type", sql<number>`count(*)`.as("count")])
      .where(sql<boolean>`state_type IN ('PAUSED', 'CANCELLING', 'CANCELLED', 'CRASHED')`) // the index's own words
      .where("state_type", "in", ["PAUSED", "CANCELLING"])
      .groupBy("state_type")
      .execute();
    const leased = await db
      .selectFrom("flow_run")
      .select(sql<number>`count(*)`.as("count"))
      .where("lease_expires_at", "is not", null)
      .executeTakeFirstOrThrow();
    return [
      ...waiting.map(({ state_name, count }) => sample(state_name ?? "Scheduled", count)),
      ...stopped.map(({ state_type, count }) => sample(stopNames[state_type as keyof typeof stopNames], count)),
      sample("Running", leased.count),
    ];
  });
}

const stopNames = { PAUSED: "Paused", CANCELLING: "Cancelling" } as const;

function sample(state: string, count: number | string): Sample {
  return { labels: { state }, value: Number(count) };
}
