import { describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import { insertFlowRun, SetClock } from "../../../test/support/stored-runs.ts";
import { createApp } from "../app.ts";
import { ServiceHealth } from "../services/service-health.ts";
import { Histogram } from "./histogram.ts";
import { prometheusText } from "./prometheus.ts";
import { ServerMetrics } from "./server-metrics.ts";

describe.each(databases)("GET /metrics on $name", ({ open, skip }) => {
  test.skipIf(skip)("tells of open runs, requests, services, the event loop and the database", async () => {
    const clock = new SetClock(1_760_000_000_000_000);
    await using store = await open(clock);
    await store.write(async (tx) => {
      await insertFlowRun(tx, { state_type: "SCHEDULED", state_name: "Late" });
      await insertFlowRun(tx, { state_type: "RUNNING", state_name: "Running", lease_expires_at: tx.now });
      await insertFlowRun(tx, { state_type: "COMPLETED", state_name: "Completed" });
    });
    const health = new ServiceHealth(clock);
    health.failed({ name: "sweep-leases", everySeconds: 5, run: async () => 0 }, new Error("disk full"));
    using metrics = new ServerMetrics({ store, health });
    const fetch = metrics.measuring(createApp({ store, clock, health, metrics }).fetch);
    await fetch(new Request("http://127.0.0.1/api/nothing"));
    const answer = await fetch(new Request("http://127.0.0.1/api/metrics"));
    expect(answer.headers.get("content-type")).toContain("text/plain");
    const lines = (await answer.text()).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        'sluice_flow_runs{state="Late"} 1',
        'sluice_flow_runs{state="Running"} 1',
        'sluice_request_duration_seconds_count{method="GET",status="4xx"} 1',
        'sluice_service_failures_total{service="sweep-leases"} 1',
        'sluice_service_unwell{service="sweep-leases"} 1',
        "# TYPE sluice_event_loop_lag_seconds gauge",
      ]),
    );
    const bytes = lines.find((line) => line.startsWith("sluice_database_bytes "))!;
    expect(Number(bytes.split(" ")[1])).toBeGreaterThan(100_000);
    expect(lines.join("\n")).not.toContain("Completed");
  });
});

test("buckets of a histogram hold what is below them, too", () => {
  const histogram = new Histogram([1, 5]);
  for (const value of [0.5, 1, 3, 9]) histogram.observe(value);
  expect(histogram.samples().map(({ suffix, labels, value }) => [suffix, labels?.["le"], value])).toEqual([
    ["_bucket", "1", 2],
    ["_bucket", "5", 3],
    ["_bucket", "+Inf", 4],
    ["_sum", undefined, 13.5],
    ["_count", undefined, 4],
  ]);
});

test("a label cannot end its line", () => {
  const metric = { name: "a", help: "b", type: "gauge", samples: [{ labels: { c: 'x"\n\\' }, value: 1 }] } as const;
  expect(prometheusText([metric]).split("\n")[2]).toBe('a{c="x\\"\\n\\\\"} 1');
});
