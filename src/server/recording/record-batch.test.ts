import { describe, expect, test } from "vitest";
import { databases, type Database } from "../../../test/support/databases.ts";
import { Recorder } from "../../../test/support/recorder.ts";
import { SetClock } from "../../../test/support/stored-runs.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { StoredCalls } from "../../schemas/record.ts";
import type { Store } from "../db/store.ts";

const second = 1_000_000;

async function recording(open: Database["open"]) {
  const clock = new SetClock(1_795_000_000_000_000);
  const store = await open(clock);
  return {
    clock,
    store,
    recorder: new Recorder(store, clock),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

const taskRow = (store: Store, id: string) =>
  store.read((db) => db.selectFrom("task_run").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
const flowRow = (store: Store, id: string) =>
  store.read((db) => db.selectFrom("flow_run").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
const taskStates = (store: Store, id: string) =>
  store.read((db) =>
    db.selectFrom("task_run_state").select("type").where("task_run_id", "=", id).orderBy("id").execute(),
  );

describe.each(databases)("W1: recording on $name", ({ open, skip }) => {
  test.skipIf(skip)("keeps a whole run that comes in one batch", async () => {
    await using at = await recording(open);
    const { clock, recorder, store } = at;
    const run = recorder.flowRun();
    const task = recorder.taskRun(run, {
      states: [recorder.state("PENDING"), recorder.state("RUNNING")],
    });
    clock.advance(3);
    task.states.push(recorder.state("COMPLETED"));
    const end = recorder.flowState(run, "COMPLETED", { result: { serializer: "json", data: "[1,2]" } });
    expect(await recorder.record(run, { ...task, n: 2 }, { ...end, n: 3 })).toMatchObject([
      { n: 1, status: "accepted" },
      { n: 2, status: "accepted" },
      { n: 3, status: "accepted", state: { id: end.state.id, type: "COMPLETED" } },
    ]);
    expect(await taskRow(store, task.id)).toMatchObject({
      state_type: "COMPLETED",
      run_count: 1,
      flow_run_run_count: 1,
      total_run_time: 3 * second,
    });
    expect(await flowRow(store, run.id)).toMatchObject({
      state_type: "COMPLETED",
      run_count: 1,
      lease_expires_at: null,
      result: "[1,2]",
    });
    expect((await recorder.get(`/sluice/flow_runs/${run.id}/result`)).body).toMatchObject({ data: "[1,2]" });
  });

  test.skipIf(skip)("W1a: the same batch sent again changes nothing and is answered as before", async () => {
    await using at = await recording(open);
    const { recorder, store } = at;
    const run = recorder.flowRun();
    const task = recorder.taskRun(run, { result: { data: "1" } });
    const logs = {
      kind: "logs",
      n: 3,
      attempt: run.attempt,
      logs: [{ id: uuidv7(), name: "run", level: 20, message: "hello", timestamp: 1, flow_run_id: run.id }],
    };
    const note = { kind: "note", n: 4, attempt: run.attempt, flow_run_id: run.id, text: "code changed since" };
    const batch = [run, task, logs, note, recorder.flowState(run, "COMPLETED")];
    const first = await recorder.record(...batch);
    const [taskBefore, flowBefore] = [await taskRow(store, task.id), await flowRow(store, run.id)];
    expect(await recorder.record(...batch)).toEqual(first);
    expect(await taskRow(store, task.id)).toEqual({ ...taskBefore, updated: expect.anything() });
    expect(await flowRow(store, run.id)).toEqual({ ...flowBefore, updated: expect.anything() });
    expect(await taskStates(store, task.id)).toHaveLength(3);
    expect(await store.read((db) => db.selectFrom("log").select("message").execute())).toHaveLength(1);
    expect(flowBefore.notes).toEqual(["code changed since"]);
  });

  test.skipIf(skip)("W1a: half of a batch sent again is completed by the other half", async () => {
    await using at = await recording(open);
    const { clock, recorder, store } = at;
    const run = recorder.flowRun();
    const started = recorder.taskRun(run, { states: [recorder.state("PENDING"), recorder.state("RUNNING")] });
    await recorder.record(run, started);
    clock.advance(2);
    const ended = { ...started, states: [...started.states, recorder.state("COMPLETED")] };
    await recorder.record(run, ended);
    expect(await taskRow(store, started.id)).toMatchObject({
      run_count: 1,
      total_run_time: 2 * second,
      state_type: "COMPLETED",
    });
  });

  test.skipIf(skip)(
    "K1: a state that comes again does not undo the one after it, also of the same microsecond",
    async () => {
      await using at = await recording(open);
      const { recorder, store } = at;
      const run = recorder.flowRun();
      const task = recorder.taskRun(run, { states: [recorder.state("RUNNING")] });
      const waiting = { ...task, states: [recorder.state("SCHEDULED", { name: "AwaitingRetry" })] };
      await recorder.record(run, task, waiting);
      await recorder.record(task);
      expect(await taskRow(store, task.id)).toMatchObject({ state_name: "AwaitingRetry" });
    },
  );

  test.skipIf(skip)(
    "W1b: an item with a token that is not the run's is refused, and nothing of it is written",
    async () => {
      await using at = await recording(open);
      const { recorder, store } = at;
      const run = recorder.flowRun();
      const task = recorder.taskRun(run);
      await recorder.record(run);
      const stale = uuidv7();
      const log = { id: uuidv7(), name: "run", level: 20, message: "late", timestamp: 1, flow_run_id: run.id };
      const answers = await recorder.record(
        { ...task, attempt: stale },
        { kind: "logs", n: 2, attempt: stale, logs: [log] },
        { kind: "note", n: 3, attempt: stale, flow_run_id: run.id, text: "late" },
        { ...recorder.flowState(run, "FAILED"), attempt: stale },
        { ...run, attempt: stale },
      );
      expect(answers.map((answer) => answer.status === "refused" && answer.code)).toEqual(Array(5).fill("superseded"));
      expect(await flowRow(store, run.id)).toMatchObject({ state_type: "RUNNING", notes: null });
      expect(await taskStates(store, task.id)).toEqual([]);
      expect(await store.read((db) => db.selectFrom("log").select("id").execute())).toEqual([]);
    },
  );

  test.skipIf(skip)("W1c: the states of a run are applied in the order of its items", async () => {
    await using at = await recording(open);
    const { clock, recorder, store } = at;
    const run = recorder.flowRun();
    const task = recorder.taskRun(run, { states: [recorder.state("RUNNING")] });
    const more = [];
    for (const type of ["SCHEDULED", "RUNNING", "COMPLETED"] as const) {
      clock.advance(1);
      const runCount = type === "SCHEDULED" ? 1 : 2;
      more.push({ ...task, define: null, run_count: runCount, states: [recorder.state(type)] });
    }
    await recorder.record(run, task, ...more);
    expect((await taskStates(store, task.id)).map(({ type }) => type)).toEqual([
      "RUNNING",
      "SCHEDULED",
      "RUNNING",
      "COMPLETED",
    ]);
    expect(await taskRow(store, task.id)).toMatchObject({
      state_type: "COMPLETED",
      run_count: 2,
      total_run_time: 2 * second,
    });
  });

  test.skipIf(skip)(
    "S5: an item that the store cannot keep is refused alone, wherever it stands in its batch",
    async () => {
      await using at = await recording(open);
      const { recorder, store } = at;
      const run = recorder.flowRun();
      const good = Array.from({ length: 7 }, () => recorder.taskRun(run));
      const taken = { ...recorder.taskRun(run), define: good[0]!.define };
      const answers = await recorder.record(
        run,
        ...good.slice(0, 4),
        taken,
        ...good.slice(4),
        recorder.flowState(run, "COMPLETED"),
      );
      const refused = answers.filter((answer) => answer.status === "refused");
      expect(refused).toMatchObject([{ code: "invalid", reason: expect.stringMatching(/unique/i) }]);
      expect(answers[5]).toBe(refused[0]);
      for (const { id } of good) expect(await taskRow(store, id)).toMatchObject({ state_type: "COMPLETED" });
      expect(await taskStates(store, taken.id)).toEqual([]);
    },
  );

  test.skipIf(skip)("S5: a malformed item is refused alone, with what is wrong with it", async () => {
    await using at = await recording(open);
    const { recorder } = at;
    const run = recorder.flowRun();
    const answers = await recorder.record({ kind: "dance", n: 7 }, run, { ...recorder.taskRun(run), states: "none" });
    expect(answers).toMatchObject([
      { n: 7, status: "refused", code: "invalid" },
      { status: "accepted" },
      { status: "refused", code: "invalid", reason: expect.stringContaining("states") },
    ]);
  });

  test.skipIf(skip)("S5: a lone item that the store cannot keep is refused, and leaves nothing behind", async () => {
    await using at = await recording(open);
    const { recorder, store } = at;
    const run = recorder.flowRun();
    const task = recorder.taskRun(run);
    await recorder.record(run, task);
    const taken = { ...recorder.taskRun(run), define: task.define };
    expect(await recorder.record(taken)).toMatchObject([{ status: "refused", code: "invalid" }]);
    expect(await taskStates(store, taken.id)).toEqual([]);
  });

  test.skipIf(skip)("refuses the item of a run, or of a call, that was never defined", async () => {
    await using at = await recording(open);
    const { recorder } = at;
    const run = recorder.flowRun();
    expect(await recorder.record(recorder.taskRun(run))).toMatchObject([{ status: "refused", code: "missing" }]);
    await recorder.record(run);
    const undefinedCall = { ...recorder.taskRun(run), define: null };
    expect(await recorder.record(undefinedCall)).toMatchObject([{ status: "refused", code: "missing" }]);
  });

  test.skipIf(skip)("a terminal state of a call gives way neither to an older nor to an open one", async () => {
    await using at = await recording(open);
    const { clock, recorder, store } = at;
    const run = recorder.flowRun();
    const late = recorder.state("FAILED");
    clock.advance(1);
    const task = recorder.taskRun(run);
    await recorder.record(run, task);
    const again = { ...task, define: null };
    await recorder.record({ ...again, states: [late] });
    await recorder.record({ ...again, states: [recorder.state("RUNNING")] });
    expect(await taskRow(store, task.id)).toMatchObject({ state_type: "COMPLETED", end_time: clock.now() });
    clock.advance(1);
    await recorder.record({ ...again, states: [recorder.state("COMPLETED", { name: "RolledBack" })] });
    expect(await taskRow(store, task.id)).toMatchObject({ state_name: "RolledBack" });
  });

  test.skipIf(skip)("a call that runs again leaves its terminal state, and its result with it", async () => {
    await using at = await recording(open);
    const { clock, recorder, store } = at;
    const run = recorder.flowRun();
    const task = recorder.taskRun(run, { result: { data: "1" } });
    await recorder.record(run, task);
    clock.advance(1);
    await recorder.record({
      ...task,
      define: null,
      result: null,
      run_count: 2,
      try: 2,
      states: [recorder.state("RUNNING")],
    });
    expect(await taskRow(store, task.id)).toMatchObject({
      state_type: "RUNNING",
      run_count: 2,
      try: 2,
      end_time: null,
      result: null,
    });
  });

  test.skipIf(skip)("a call that runs again and keeps no result has none, though it had one before", async () => {
    await using at = await recording(open);
    const { recorder, store } = at;
    const run = recorder.flowRun();
    const task = recorder.taskRun(run, { result: { data: "1" } });
    await recorder.record(run, task);
    const again = { ...task, define: null, result: null, run_count: 2, states: [recorder.state("COMPLETED")] };
    await recorder.record(again);
    expect(await taskRow(store, task.id)).toMatchObject({ run_count: 2, result: null, result_meta: null });
  });

  test.skipIf(skip)("S6: numbers in parameters and results come back as they were sent", async () => {
    await using at = await recording(open);
    const { recorder, store } = at;
    const text = '{"big":9007199254740993,"whole":1.0,"tiny":1e-400,"z":"ünï\\u0000"}';
    const run = recorder.flowRun({ parameters_json: text });
    const task = recorder.taskRun(run, { result: { serializer: "json", data: text } });
    await recorder.record(run, task);
    expect((await flowRow(store, run.id)).parameters).toBe(text);
    expect((await recorder.get(`/sluice/task_runs/${task.id}/result`)).body).toMatchObject({ data: text });
  });

  test.skipIf(skip)(
    "a second run with an idempotency key of its flow is refused, with the id of the first",
    async () => {
      await using at = await recording(open);
      const { recorder } = at;
      const run = recorder.flowRun({ idempotency_key: "today" });
      const second = recorder.flowRun({ idempotency_key: "today" });
      const other = recorder.flowRun({ idempotency_key: "today", flow: { name: "other", tags: [] } });
      expect(await recorder.record(run, second, other)).toMatchObject([
        { status: "accepted" },
        { status: "refused", code: "exists", flow_run_id: run.id },
        { status: "accepted" },
      ]);
      expect(await recorder.record(second)).toMatchObject([{ code: "exists", flow_run_id: run.id }]);
      expect(await recorder.record(run)).toMatchObject([{ status: "accepted" }]);
    },
  );

  test.skipIf(skip)(
    "F-050: a child flow run shows on the task run that stands for it, from its start to its end",
    async () => {
      await using at = await recording(open);
      const { clock, recorder, store } = at;
      const parent = recorder.flowRun();
      const tracking = recorder.taskRun(parent, { run_count: 0, states: [] });
      const child = recorder.flowRun({ parent_task_run_id: tracking.id, flow: { name: "child", tags: [] } });
      await recorder.record(parent, tracking, child);
      expect(await taskRow(store, tracking.id)).toMatchObject({ state_type: "RUNNING", run_count: 1 });
      clock.advance(1);
      await recorder.record(recorder.flowState(child, "COMPLETED"));
      expect(await taskRow(store, tracking.id)).toMatchObject({ state_type: "COMPLETED", total_run_time: second });
      const { body } = await recorder.get<StoredCalls>(`/sluice/flow_runs/${parent.id}/calls`);
      expect(body.calls).toMatchObject([{ id: tracking.id, child_flow_run_id: child.id, state_type: "COMPLETED" }]);
    },
  );

  test.skipIf(skip)("R-15: a failed flow with retries left waits for its next try, which is counted", async () => {
    await using at = await recording(open);
    const { recorder, store } = at;
    const run = recorder.flowRun({ retries: 1, retry_delay: 5 });
    await recorder.record(run);
    const failure = recorder.flowState(run, "FAILED");
    const [answer] = await recorder.record(failure);
    expect(answer).toMatchObject({ status: "rejected", state: { type: "SCHEDULED", name: "AwaitingRetry" } });
    expect(await recorder.record(failure)).toMatchObject([{ status: "rejected", state: { name: "AwaitingRetry" } }]);
    expect(await flowRow(store, run.id)).toMatchObject({
      try: 2,
      state_name: "AwaitingRetry",
      attempt_token: run.attempt,
    });
  });

  test.skipIf(skip)("the latest artifact of a key is the one of its collection, with its latest data", async () => {
    await using at = await recording(open);
    const { recorder, store } = at;
    const run = recorder.flowRun();
    const artifact = {
      kind: "artifact",
      n: 1,
      attempt: run.attempt,
      id: uuidv7(),
      key: "progress",
      type: "progress",
      data_json: "1.0",
      flow_run_id: run.id,
      timestamp: 1,
    };
    const second = { ...artifact, id: uuidv7(), timestamp: 2 };
    await recorder.record(run, artifact, second, { ...second, update: true, data_json: "50", timestamp: 3 });
    const latest = await store.read((db) => db.selectFrom("artifact_collection").selectAll().execute());
    expect(latest).toMatchObject([{ key: "progress", latest_id: second.id, data: "50", updated: 3 }]);
    expect(await recorder.record({ ...artifact, id: uuidv7(), update: true })).toMatchObject([{ code: "missing" }]);
  });

  test.skipIf(skip)("the calls of a run come in pages, each of them once", async () => {
    await using at = await recording(open);
    const { recorder } = at;
    const run = recorder.flowRun();
    const tasks = Array.from({ length: 25 }, () => recorder.taskRun(run, { result: { data: "1" } }));
    await recorder.record(run, ...tasks);
    const seen: string[] = [];
    for (let next: string | null = ""; next !== null;) {
      const path: string = `/sluice/flow_runs/${run.id}/calls?limit=10&after=${next}`;
      const { calls, next: following } = (await recorder.get<StoredCalls>(path)).body;
      expect(calls.length).toBeLessThanOrEqual(10);
      seen.push(...calls.map((call) => call.id));
      next = following;
    }
    expect(seen.toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
  });
});
