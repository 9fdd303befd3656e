import { expect, test } from "vitest";
import { openTestApi } from "../../../test/support/api.ts";
import { SetClock } from "../../../test/support/stored-runs.ts";
import { createApp } from "../app.ts";
import type { Service } from "./run-services.ts";
import { ServiceHealth } from "./service-health.ts";

const service: Service = { name: "count", everySeconds: 5, run: async () => 1 };

test("a service is unwell from a turn that failed to the next that does not", () => {
  const health = new ServiceHealth(new SetClock(0));
  health.began(service);
  health.failed(service, new Error("disk full"));
  expect(health.unwell()).toEqual([{ service: "count", reason: "its last turn failed: disk full" }]);
  health.began(service);
  health.ended(service, 3);
  expect(health.unwell()).toEqual([]);
  expect(health.turns().get("count")).toMatchObject({ turns: 2, failures: 1, changed: 3 });
});

test("a service whose turn does not end is unwell", () => {
  const clock = new SetClock(0);
  const health = new ServiceHealth(clock);
  health.began(service);
  clock.advance(59);
  expect(health.unwell()).toEqual([]);
  clock.advance(2);
  expect(health.unwell()[0]?.reason).toContain("61 s");
});

test("GET /ready says which services are unwell, and still that the server is ready", async () => {
  await using api = await openTestApi();
  const health = new ServiceHealth(api.clock);
  health.failed(service, new Error("disk full"));
  const { fetch } = createApp({ store: api.store, health });
  const answer = await fetch(new Request("http://127.0.0.1/api/ready"));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    message: "OK",
    unwell: [{ service: "count", reason: "its last turn failed: disk full" }],
  });
});
