import { describe, expect, test } from "vitest";
import { databases } from "../../../../test/support/databases.ts";
import { Recorder, stranger } from "../../../../test/support/recorder.ts";
import { systemClock } from "../../../lib/clock.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { recordApi } from "./record.ts";

describe.each(databases)("the recording routes on $name", ({ open, skip }) => {
  test.skipIf(skip)("answer 422 to what is no request of theirs, and write nothing", async () => {
    await using store = await open(systemClock);
    const api = recordApi({ store });
    const attempts = `/sluice/flow_runs/${uuidv7()}/attempts`;
    const wrong: [path: string, body: string | Uint8Array<ArrayBuffer> | null][] = [
      ["/sluice/record", null],
      ["/sluice/record", "{"],
      ["/sluice/record", "[]"],
      ["/sluice/record", '{"items": {}}'],
      ["/sluice/record", JSON.stringify({ items: Array.from({ length: 10_001 }, () => 1) })],
      ["/sluice/record", new Uint8Array([0xff, 0xfe, 0x00])],
      ["/sluice/leases", '{"attempts": ["x"], "lease_seconds": 30}'],
      ["/sluice/leases", `{"attempts": ["${uuidv7()}"], "lease_seconds": 1e300}`],
      ["/sluice/leases", '{"attempts": [], "lease_seconds": NaN}'],
      [attempts, '{"token": "x"}'],
    ];
    for (const [path, body] of wrong) {
      const response = await api.fetch(new Request(`http://sluice${path}`, { method: "POST", body }));
      expect([path, body, response.status]).toEqual([path, body, 422]);
      expect(await response.json()).toHaveProperty("detail.0.msg", expect.any(String));
    }
  });

  test.skipIf(skip)("answer 404 about runs that are not there, whatever is asked for", async () => {
    await using store = await open(systemClock);
    const recorder = new Recorder(store, systemClock);
    const request = { token: uuidv7(), owner: stranger, lease_seconds: 30, cause: "manual" };
    for (const id of [uuidv7(), "x", "%00", "'; DROP TABLE flow_run; --"]) {
      const path = `/sluice/flow_runs/${encodeURIComponent(id)}`;
      expect((await recorder.get(`${path}/result`)).status).toBe(404);
      expect((await recorder.get(`/sluice/task_runs/${encodeURIComponent(id)}/result`)).status).toBe(404);
      expect((await recorder.post(`${path}/attempts`, request)).status).toBe(404);
    }
  });

  test.skipIf(skip)("refuse an item with hostile values alone, or keep them as they are", async () => {
    await using store = await open(systemClock);
    const recorder = new Recorder(store, systemClock);
    const run = recorder.flowRun({ name: "'; DROP TABLE flow_run; --", tags: ['{"a"', "\\", '"'] });
    const hostile = JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": [{"input_type": "constant"}]}');
    const task = recorder.taskRun(run);
    const answers = await recorder.record(
      run,
      { ...task, define: { ...task.define, task_inputs: hostile } },
      { ...recorder.taskRun(run), run_count: 2 ** 60 },
      { ...recorder.taskRun(run), states: [recorder.state("RUNNING", { timestamp: 1e300 })] },
      { ...recorder.taskRun(run), id: 7 },
      recorder.taskRun(run, { id: uuidv7().toUpperCase() }),
    );
    expect(answers.map(({ status }) => status)).toEqual([
      "accepted",
      expect.stringMatching(/accepted|refused/),
      "refused",
      "refused",
      "refused",
      "accepted",
    ]);
    const kept = await store.read((db) => db.selectFrom("flow_run").select(["name", "tags"]).executeTakeFirstOrThrow());
    expect({ ...kept }).toEqual({ name: run.name, tags: run.tags });
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test.skipIf(skip)("take ids in capitals for the same ids", async () => {
    await using store = await open(systemClock);
    const recorder = new Recorder(store, systemClock);
    const run = recorder.flowRun();
    await recorder.record(run);
    const shouted = { ...run, id: run.id.toUpperCase(), attempt: run.attempt.toUpperCase() };
    expect(await recorder.record(recorder.taskRun(shouted), recorder.flowState(shouted, "COMPLETED"))).toMatchObject([
      { status: "accepted" },
      { status: "accepted" },
    ]);
  });
});
