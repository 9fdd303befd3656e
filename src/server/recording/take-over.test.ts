import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { databases, type Database } from "../../../test/support/databases.ts";
import { Recorder, stranger } from "../../../test/support/recorder.ts";
import { SetClock } from "../../../test/support/stored-runs.ts";
import { ownProcess, processStart } from "../../lib/process-identity.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { AttemptAnswer, AttemptRequest, FlowRunItem, LeaseAnswer, Owner } from "../../schemas/record.ts";

async function recording(open: Database["open"]) {
  const clock = new SetClock(1_795_000_000_000_000);
  const store = await open(clock);
  const recorder = new Recorder(store, clock);
  const takeOver = (run: FlowRunItem, given: Partial<AttemptRequest> = {}) =>
    recorder.post<AttemptAnswer & { detail?: string }>(`/sluice/flow_runs/${run.id}/attempts`, {
      token: uuidv7(),
      owner: stranger,
      lease_seconds: 30,
      cause: "manual",
      ...given,
    });
  const attempts = (run: FlowRunItem) =>
    store.read((db) =>
      db
        .selectFrom("flow_run_attempt")
        .select(["attempt", "cause", "ended"])
        .where("flow_run_id", "=", run.id)
        .orderBy("attempt")
        .execute(),
    );
  const taskState = async (id: string) =>
    (await store.read((db) => db.selectFrom("task_run").select("state_name").where("id", "=", id).executeTakeFirst()))
      ?.state_name;
  return {
    clock,
    store,
    recorder,
    takeOver,
    attempts,
    taskState,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

function ownerOf(child: ChildProcess): Owner {
  return { ...ownProcess(), pid: child.pid!, pid_started: processStart(child.pid!)!, node: "v24.0.0", sdk: "0.0.0" };
}

describe.each(databases)("taking over a run on $name", ({ open, skip }) => {
  test.skipIf(skip)("R2: waits for the end of the lease where nobody can say whether its process lives", async () => {
    await using at = await recording(open);
    const run = at.recorder.flowRun();
    await at.recorder.record(run);
    const refused = await at.takeOver(run);
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toMatch(
      /Process 4711 on elsewhere\.example holds the flow run brave-otter until 2026-/,
    );
    at.clock.advance(31);
    expect(await at.takeOver(run)).toMatchObject({
      status: 201,
      body: { attempt: 2, try: 1, state: { name: "AwaitingRetry" } },
    });
  });

  test.skipIf(skip)(
    "R2: is refused while a process of this machine lives, and succeeds at once when it is gone",
    async () => {
      await using at = await recording(open);
      const child = spawn("sleep", ["60"]);
      await once(child, "spawn");
      const run = at.recorder.flowRun({ owner: ownerOf(child) });
      await at.recorder.record(run);
      expect((await at.takeOver(run)).status).toBe(409);
      child.kill("SIGKILL");
      await once(child, "exit");
      expect((await at.takeOver(run)).status).toBe(201);
    },
  );

  test.skipIf(skip)("R2: takes over by force, whoever holds the run", async () => {
    await using at = await recording(open);
    const run = at.recorder.flowRun();
    await at.recorder.record(run);
    expect((await at.takeOver(run, { force: true })).status).toBe(201);
  });

  test.skipIf(skip)("L3: the attempt before is refused from then on, the new one is not", async () => {
    await using at = await recording(open);
    const run = at.recorder.flowRun();
    await at.recorder.record(run);
    const token = uuidv7();
    await at.takeOver(run, { token, force: true });
    expect(await at.recorder.record(at.recorder.taskRun(run))).toMatchObject([{ code: "superseded" }]);
    expect(await at.recorder.record(at.recorder.flowState(run, "COMPLETED"))).toMatchObject([{ code: "superseded" }]);
    const later = { ...run, attempt: token };
    expect(await at.recorder.record(at.recorder.taskRun(later))).toMatchObject([{ status: "accepted" }]);
    expect(await at.recorder.record(at.recorder.flowState(later, "RUNNING"))).toMatchObject([{ status: "accepted" }]);
    const { body } = await at.recorder.post<LeaseAnswer>("/sluice/leases", {
      attempts: [run.attempt, token],
      lease_seconds: 30,
    });
    expect(body).toEqual({ superseded: [run.attempt], cancelling: [] });
  });

  test.skipIf(skip)(
    "V1: of many processes that ask at the same moment one gets the run, the others hear who",
    async () => {
      await using at = await recording(open);
      const run = at.recorder.flowRun();
      await at.recorder.record(run);
      at.clock.advance(31);
      const answers = await Promise.all(Array.from({ length: 8 }, () => at.takeOver(run)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(7);
      expect(await at.attempts(run)).toHaveLength(2);
    },
  );

  test.skipIf(skip)("a request that is sent again gets the same attempt", async () => {
    await using at = await recording(open);
    const run = at.recorder.flowRun();
    await at.recorder.record(run);
    const request = { token: uuidv7(), force: true };
    const first = await at.takeOver(run, request);
    expect(await at.takeOver(run, { ...request, force: false })).toEqual(first);
  });

  test.skipIf(skip)(
    "M0: what was left Pending or Running is Crashed; finished and waiting calls stay; the try goes on",
    async () => {
      await using at = await recording(open);
      const run = at.recorder.flowRun();
      const state = (type: "RUNNING" | "PENDING" | "SCHEDULED", name?: string) => [
        at.recorder.state(type, name ? { name } : {}),
      ];
      const done = at.recorder.taskRun(run);
      const running = at.recorder.taskRun(run, { states: state("RUNNING") });
      const pending = at.recorder.taskRun(run, { states: state("PENDING") });
      const waiting = at.recorder.taskRun(run, { states: state("SCHEDULED", "AwaitingRetry") });
      await at.recorder.record(run, done, running, pending, waiting);
      expect((await at.takeOver(run, { force: true })).body).toMatchObject({ try: 1, attempt: 2 });
      const names = await Promise.all([done, running, pending, waiting].map(({ id }) => at.taskState(id)));
      expect(names).toEqual(["Completed", "Crashed", "Crashed", "AwaitingRetry"]);
    },
  );

  test.skipIf(skip)("M0: a failed run goes on in a new try, and its retries are counted anew", async () => {
    await using at = await recording(open);
    const run = at.recorder.flowRun({ retries: 1 });
    await at.recorder.record(run, at.recorder.flowState(run, "FAILED"));
    await at.recorder.record(at.recorder.flowState(run, "RUNNING"), at.recorder.flowState(run, "FAILED"));
    const token = uuidv7();
    expect(await at.takeOver(run, { token })).toMatchObject({ status: 201, body: { try: 3 } });
    const later = { ...run, attempt: token };
    await at.recorder.record(at.recorder.flowState(later, "RUNNING"));
    expect(await at.recorder.record(at.recorder.flowState(later, "FAILED"))).toMatchObject([{ status: "rejected" }]);
    expect((await at.attempts(run)).map(({ cause }) => cause)).toEqual(["start", "failed", "manual", "failed"]);
  });

  test.skipIf(skip)("a run that has completed is nobody's to take over", async () => {
    await using at = await recording(open);
    const run = at.recorder.flowRun();
    await at.recorder.record(run, at.recorder.flowState(run, "COMPLETED"));
    expect(await at.takeOver(run, { force: true })).toMatchObject({ status: 409 });
    expect((await at.takeOver({ ...run, id: uuidv7() })).status).toBe(404);
  });

  test.skipIf(skip)("L6: a process that renews its leases hears which of its runs are to be cancelled", async () => {
    await using at = await recording(open);
    const run = at.recorder.flowRun();
    await at.recorder.record(run);
    await at.store.write((tx) =>
      tx.db.updateTable("flow_run").set({ state_type: "CANCELLING" }).where("id", "=", run.id).execute(),
    );
    at.clock.advance(20);
    const { body } = await at.recorder.post("/sluice/leases", { attempts: [run.attempt], lease_seconds: 30 });
    expect(body).toEqual({ superseded: [], cancelling: [{ attempt: run.attempt, flow_run_id: run.id }] });
    at.clock.advance(20);
    expect((await at.takeOver({ ...run })).status).toBe(409);
  });
});
