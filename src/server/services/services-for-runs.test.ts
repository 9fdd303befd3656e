import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import { insertDeploymentLimit, insertFlowRun, insertTaskRun, SetClock } from "../../../test/support/stored-runs.ts";
import { isoFromMicros } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { Store } from "../db/store.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import type { StateProposal } from "../orchestration/run-state.ts";
import { closeLateComers, findRunsWithLateComers } from "./close-late-comers.ts";
import { endOverdueCancellations, findOverdueCancellations } from "./end-overdue-cancellations.ts";
import { failExpiredPauses, findPausedRuns } from "./fail-expired-pauses.ts";
import { markLateRuns, findOverdueRuns } from "./mark-late-runs.ts";

let clock: SetClock;
let store: Store & AsyncDisposable;

type Given = Parameters<typeof insertFlowRun>[1];

/** A flow run that has been through these states. */
function flowRunIn(given: Given, ...states: StateProposal[]): Promise<string> {
  return store.write(async (tx) => {
    const id = await insertFlowRun(tx, given);
    for (const state of states) await proposeFlowRunState(tx, id, state, { force: true });
    return id;
  });
}

function flowRun(id: string) {
  return store.read((db) => db.selectFrom("flow_run").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
}

const inSeconds = (seconds: number) => isoFromMicros(clock.time + seconds * 1_000_000);
const scheduledIn = (seconds: number, name = "Scheduled") =>
  ({ type: "SCHEDULED", name, details: { scheduled_time: inSeconds(seconds) } }) as const;

/** The tests of a file share a database, which takes longer to make than a test. */
async function forgetAll(): Promise<void> {
  await store.write(async (tx) => {
    for (const table of ["flow_run", "task_run"] as const) await tx.db.deleteFrom(table).execute();
  });
}

for (const { name, skip, open } of databases)
  describe.skipIf(skip)(`on ${name}`, () => {
    beforeAll(async () => {
      clock = new SetClock(1_795_590_000_000_000);
      store = await open(clock);
    });
    afterEach(forgetAll);
    afterAll(() => store[Symbol.asyncDispose]());

    describe("late runs", () => {
      test("are those 15 s past their time; they keep the time, and are marked once", async () => {
        const overdue = await flowRunIn({}, scheduledIn(0));
        const soon = await flowRunIn({}, scheduledIn(10));
        const retrying = await flowRunIn({}, scheduledIn(0, "AwaitingRetry"));
        const expected = clock.time;
        clock.advance(16);
        expect(await markLateRuns(store, clock)).toBe(1);
        expect(await flowRun(overdue)).toMatchObject({
          state_name: "Late",
          next_scheduled_start_time: expected,
          expected_start_time: expected,
        });
        expect((await flowRun(soon)).state_name).toBe("Scheduled");
        expect((await flowRun(retrying)).state_name).toBe("AwaitingRetry");
        expect(await markLateRuns(store, clock)).toBe(0);
      });

      test("are cancelled where their deployment is full and cancels new runs", async () => {
        const deployment_id = uuidv7();
        await store.write((tx) =>
          insertDeploymentLimit(tx, { deploymentId: deployment_id, slots: 1, whenFull: "CANCEL_NEW" }),
        );
        const running = await flowRunIn({ deployment_id }, scheduledIn(0));
        await store.write((tx) => proposeFlowRunState(tx, running, { type: "PENDING" }));
        const overdue = await flowRunIn({ deployment_id }, scheduledIn(0));
        clock.advance(16);
        expect(await markLateRuns(store, clock)).toBe(1);
        expect((await flowRun(overdue)).state_type).toBe("CANCELLED");
      });

      test("are all found, however many there are", async () => {
        await store.write(async (tx) => {
          for (let at = 0; at < 250; at++) await proposeFlowRunState(tx, await insertFlowRun(tx), scheduledIn(0));
        });
        clock.advance(16);
        expect(await markLateRuns(store, clock)).toBe(250);
      });
    });

    describe("pauses", () => {
      const pausedFor = (seconds: number, reschedule = false): StateProposal => ({
        type: "PAUSED",
        details: { pause_timeout: inSeconds(seconds), pause_reschedule: reschedule },
      });

      test("that nobody ended in time fail their runs, with their open tasks", async () => {
        const expired = await flowRunIn({}, { type: "RUNNING" }, pausedFor(10));
        const open = await flowRunIn({}, { type: "RUNNING" }, pausedFor(60, true));
        const endless = await flowRunIn({}, { type: "RUNNING" }, { type: "PAUSED" });
        const task = await store.write((tx) =>
          insertTaskRun(tx, { flow_run_id: expired, state_type: "RUNNING", state_name: "Running" }),
        );
        clock.advance(11);
        expect(await failExpiredPauses(store, clock)).toBe(1);
        expect((await flowRun(expired)).state_type).toBe("FAILED");
        expect((await flowRun(open)).state_type).toBe("PAUSED");
        expect((await flowRun(endless)).state_type).toBe("PAUSED");
        const closed = await store.read((db) =>
          db.selectFrom("task_run").selectAll().where("id", "=", task).executeTakeFirst(),
        );
        expect(closed).toMatchObject({ state_type: "CANCELLED" });
      });
    });

    test("a cancellation that takes longer than 300 s is ended", async () => {
      const stuck = await flowRunIn({}, { type: "RUNNING" }, { type: "CANCELLING" });
      clock.advance(1);
      const recent = await flowRunIn({}, { type: "RUNNING" }, { type: "CANCELLING" });
      clock.advance(299.5);
      expect(await endOverdueCancellations(store, clock)).toBe(1);
      expect(await flowRun(stuck)).toMatchObject({ state_type: "CANCELLED", end_time: clock.time });
      expect((await flowRun(recent)).state_type).toBe("CANCELLING");
    });

    test("C5: tasks and children that were recorded after the end of their run end too", async () => {
      const parent = await flowRunIn({}, { type: "RUNNING" }, { type: "CANCELLED" });
      const late = { flow_run_id: parent, state_type: "RUNNING", state_name: "Running" } as const;
      const [task, tracking] = await store.write(
        async (tx) => [await insertTaskRun(tx, late), await insertTaskRun(tx, late)] as const,
      );
      const child = await flowRunIn({ parent_task_run_id: tracking }, { type: "RUNNING" });
      expect(await closeLateComers(store, clock)).toBe(2);
      expect((await flowRun(child)).state_type).toBe("CANCELLED");
      const tasks = await store.read((db) =>
        db.selectFrom("task_run").selectAll().where("id", "in", [task, tracking]).execute(),
      );
      expect(tasks.map((run) => run.state_type)).toEqual(["CANCELLED", "CANCELLED"]);
      expect(await closeLateComers(store, clock)).toBe(0);
    });
  });

test.each([findOverdueRuns, findOverdueCancellations, findPausedRuns, findRunsWithLateComers])(
  "S9: $name reads an index of such rows only",
  async (find) => {
    await using sqlite = await databases[0]!.open(new SetClock(0));
    const plan = await sqlite.read((db) =>
      sql<{ detail: string }>`EXPLAIN QUERY PLAN ${sql.raw(find.sql.sqlite)}`.execute(db),
    );
    expect(plan.rows.map((row) => row.detail).join()).toMatch(/SEARCH r USING.* INDEX flow_run_state_(name|type)_/);
  },
);
