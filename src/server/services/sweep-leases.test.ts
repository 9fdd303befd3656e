import { describe, expect, test } from "vitest";
import { databases, type Database } from "../../../test/support/databases.ts";
import { Recorder, stranger } from "../../../test/support/recorder.ts";
import { SetClock } from "../../../test/support/stored-runs.ts";
import { ownProcess } from "../../lib/process-identity.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { AttemptAnswer, FlowRunItem } from "../../schemas/record.ts";
import { silenceSeconds, sweepLeases } from "./sweep-leases.ts";

async function sweeping(open: Database["open"]) {
  const clock = new SetClock(1_795_000_000_000_000);
  const store = await open(clock);
  const recorder = new Recorder(store, clock);
  await sweepLeases(store);
  /** Lets time pass with a server alive, which sweeps as often as one does. */
  const liveFor = async (seconds: number): Promise<number> => {
    let swept = 0;
    for (let passed = 0; passed < seconds; passed += 10) {
      clock.advance(Math.min(10, seconds - passed));
      swept += await sweepLeases(store);
    }
    return swept;
  };
  const runRow = ({ id }: FlowRunItem) =>
    store.read((db) => db.selectFrom("flow_run").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
  const takeOver = async (run: FlowRunItem): Promise<FlowRunItem> => {
    const token = uuidv7();
    const request = { token, owner: stranger, lease_seconds: 30, cause: "crashed" };
    const { body } = await recorder.post<AttemptAnswer>(`/sluice/flow_runs/${run.id}/attempts`, request);
    await recorder.record({ ...recorder.flowState(run, "RUNNING"), attempt: token });
    return { ...run, attempt: token, n: body.attempt };
  };
  return {
    clock,
    store,
    recorder,
    liveFor,
    runRow,
    takeOver,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

describe.each(databases)("the sweep of leases on $name", ({ open, skip }) => {
  test.skipIf(skip)("L4: a run whose lease has ended is Crashed in one commit with its open calls", async () => {
    await using at = await sweeping(open);
    const run = at.recorder.flowRun();
    const task = at.recorder.taskRun(run, { states: [at.recorder.state("RUNNING")] });
    await at.recorder.record(run, task);
    expect(await at.liveFor(29)).toBe(0);
    expect(await at.liveFor(2)).toBe(1);
    expect(await at.runRow(run)).toMatchObject({ state_type: "CRASHED", lease_expires_at: null });
    const call = await at.store.read((db) => db.selectFrom("task_run").select("state_type").executeTakeFirst());
    expect(call?.state_type).toBe("CRASHED");
    expect(await at.liveFor(60)).toBe(0);
  });

  test.skipIf(skip)("R2, E3: a run whose process on this machine is gone is swept before its lease ends", async () => {
    await using at = await sweeping(open);
    const gone = at.recorder.flowRun({ owner: { ...stranger, ...ownProcess(), pid_started: "before" } });
    const alive = at.recorder.flowRun({ owner: { ...stranger, ...ownProcess() } });
    await at.recorder.record(gone, alive);
    expect(await sweepLeases(at.store)).toBe(1);
    expect(await at.runRow(gone)).toMatchObject({ state_type: "CRASHED" });
    expect(await at.runRow(alive)).toMatchObject({ state_type: "RUNNING" });
  });

  test.skipIf(skip)(
    "L4: with crash retries left it awaits its retry; it is Crashed only when none are left",
    async () => {
      await using at = await sweeping(open);
      const run = at.recorder.flowRun({ crash_retries: 2 });
      await at.recorder.record(run);
      await at.liveFor(31);
      expect(await at.runRow(run)).toMatchObject({ state_name: "AwaitingRetry", attempt: 2, try: 1 });
      expect(await at.takeOver(run)).toMatchObject({ n: 2 });
      await at.liveFor(31);
      expect(await at.runRow(run)).toMatchObject({ state_name: "AwaitingRetry", attempt: 3 });
      expect(await at.takeOver(run)).toMatchObject({ n: 3 });
      await at.liveFor(31);
      expect(await at.runRow(run)).toMatchObject({ state_type: "CRASHED" });
      const attempts = await at.store.read((db) =>
        db.selectFrom("flow_run_attempt").select("cause").orderBy("attempt").execute(),
      );
      expect(attempts.map(({ cause }) => cause)).toEqual(["start", "crashed", "crashed"]);
    },
  );

  test.skipIf(skip)("L3: a process that wakes up after its run was swept is refused", async () => {
    await using at = await sweeping(open);
    const run = at.recorder.flowRun();
    await at.recorder.record(run);
    await at.liveFor(31);
    expect(await at.recorder.record(at.recorder.taskRun(run))).toMatchObject([{ code: "superseded" }]);
  });

  test.skipIf(skip)("L1: a run without a lease is never swept", async () => {
    await using at = await sweeping(open);
    const run = at.recorder.flowRun();
    await at.recorder.record(run);
    await at.store.write((tx) => tx.db.updateTable("flow_run").set({ lease_expires_at: null }).execute());
    expect(await at.liveFor(600)).toBe(0);
    expect(await at.runRow(run)).toMatchObject({ state_type: "RUNNING" });
  });

  test.skipIf(skip)("L2: time in which no server was alive does not count, however long it was", async () => {
    await using at = await sweeping(open);
    const run = at.recorder.flowRun();
    await at.recorder.record(run);
    at.clock.advance(3600);
    expect(await at.liveFor(20)).toBe(0);
    at.clock.advance(silenceSeconds + 3600);
    expect(await at.liveFor(5)).toBe(0);
    expect(await at.liveFor(20)).toBe(1);
  });

  test.skipIf(skip)("L2: one gap moves the leases once, also when several servers come back", async () => {
    await using at = await sweeping(open);
    const run = at.recorder.flowRun();
    await at.recorder.record(run);
    const sweepAtOnce = () => Promise.all(Array.from({ length: 8 }, () => sweepLeases(at.store)));
    await sweepAtOnce(); // every connection is open now: the next sweeps do meet
    at.clock.advance(3600);
    await sweepAtOnce();
    expect((await at.runRow(run)).lease_expires_at).toBe(at.clock.now() + 30_000_000);
  });

  test.skipIf(skip)("L1, E3: a process that lives on this machine keeps its run, however late it is", async () => {
    await using at = await sweeping(open);
    const run = at.recorder.flowRun({ owner: { ...ownProcess(), node: "v24.0.0", sdk: "0.0.0" } });
    await at.recorder.record(run);
    expect(await at.liveFor(300)).toBe(0);
    expect(await at.recorder.record(at.recorder.flowState(run, "COMPLETED"))).toMatchObject([{ status: "accepted" }]);
  });
});
