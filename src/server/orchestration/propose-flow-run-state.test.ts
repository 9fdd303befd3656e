import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import {
  insertDeploymentLimit,
  insertFlowRun,
  insertLocalFlowRun,
  insertTaskRun,
  SetClock,
} from "../../../test/support/stored-runs.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { StateType } from "../../schemas/state.ts";
import type { Store, Tx } from "../db/store.ts";
import type { OrchestrationOutcome } from "./outcome.ts";
import { type FlowRunProposalOptions, proposeFlowRunState } from "./propose-flow-run-state.ts";
import type { StateProposal } from "./run-state.ts";

const start = 1_795_590_000_000_000;
let clock: SetClock;
let store: Store & AsyncDisposable;

type Proposed = StateProposal["type"] | StateProposal;

function propose(id: string, proposed: Proposed, options?: FlowRunProposalOptions): Promise<OrchestrationOutcome> {
  const proposal = typeof proposed === "string" ? { type: proposed } : proposed;
  return store.write((tx) => proposeFlowRunState(tx, id, proposal, options));
}

async function proposeAll(id: string, ...states: Proposed[]): Promise<void> {
  for (const state of states) {
    clock.advance(1);
    expect(await propose(id, state)).toMatchObject({ status: "ACCEPT" });
  }
}

function flowRun(id: string) {
  return store.read((db) => db.selectFrom("flow_run").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
}

function taskRun(id: string) {
  return store.read((db) => db.selectFrom("task_run").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
}

function history(id: string) {
  return store.read((db) =>
    db.selectFrom("flow_run_state").selectAll().where("flow_run_id", "=", id).orderBy("timestamp").execute(),
  );
}

const create = <T>(insert: (tx: Tx) => Promise<T>) => store.write(insert);

for (const { name, skip, open } of databases)
  describe.skipIf(skip)(`on ${name}`, () => {
    beforeAll(async () => {
      clock = new SetClock(start);
      store = await open(clock);
    });
    afterAll(() => store[Symbol.asyncDispose]());

    describe("a proposal", () => {
      test("that is accepted writes the state and the run's columns together", async () => {
        const id = await create((tx) => insertFlowRun(tx));
        await proposeAll(id, "PENDING", "RUNNING", {
          type: "COMPLETED",
          message: "done",
          data: '{"n":9007199254740993}',
        });
        const states = await history(id);
        expect(states.map((state) => state.name)).toEqual(["Pending", "Running", "Completed"]);
        expect(states.at(-1)).toMatchObject({ message: "done", data: '{"n":9007199254740993}' });
        expect(await flowRun(id)).toMatchObject({
          state_id: states.at(-1)!.id,
          state_name: "Completed",
          run_count: 1,
          total_run_time: 1_000_000,
          end_time: clock.time,
        });
      });

      test("for a run that is not there says so", async () => {
        await expect(propose(uuidv7(), "PENDING")).rejects.toMatchObject({ code: "run-not-found", kind: "flow run" });
      });

      test("that is aborted writes nothing", async () => {
        const id = await create((tx) => insertFlowRun(tx));
        await proposeAll(id, "PENDING");
        expect(await propose(id, "PENDING")).toMatchObject({
          status: "ABORT",
          state: null,
          details: { type: "abort_details" },
        });
        expect(await history(id)).toHaveLength(1);
      });

      test("that comes too early waits for a whole number of seconds", async () => {
        const id = await create((tx) => insertFlowRun(tx));
        await proposeAll(id, { type: "SCHEDULED", details: { scheduled_time: clock.time + 10_000_000 } });
        const details = { type: "wait_details", delay_seconds: 9, reason: expect.any(String) };
        expect(await propose(id, "RUNNING")).toEqual({ status: "WAIT", state: null, created: false, details });
      });

      test("with an id may be sent again and is answered as before", async () => {
        const id = await create((tx) => insertFlowRun(tx));
        const pending = { type: "PENDING", id: uuidv7() } as const;
        expect(await propose(id, pending)).toMatchObject({ status: "ACCEPT", created: true });
        expect(await propose(id, pending)).toMatchObject({
          status: "ACCEPT",
          created: false,
          state: { id: pending.id },
        });
        await proposeAll(id, "RUNNING");
        expect(await propose(id, pending)).toMatchObject({ status: "ABORT" });
        expect(await history(id)).toHaveLength(2);
      });

      test("that was answered by another state gives that state when it is sent again", async () => {
        const id = await create((tx) => insertFlowRun(tx, { empirical_policy: { retries: 1 } }));
        await proposeAll(id, "PENDING", "RUNNING");
        const failed = { type: "FAILED", id: uuidv7() } as const;
        const first = await propose(id, failed);
        expect(first).toMatchObject({ status: "REJECT", created: true, state: { name: "AwaitingRetry" } });
        expect(await propose(id, failed)).toMatchObject({ status: "REJECT", created: false, state: first.state });
      });

      test("dated before the current state is placed after it", async () => {
        const id = await create((tx) => insertFlowRun(tx));
        await propose(id, { type: "PENDING", timestamp: clock.time });
        await propose(id, { type: "RUNNING", timestamp: clock.time - 5_000_000 });
        const [pending, running] = await history(id);
        expect(running!.timestamp).toBe(pending!.timestamp + 1);
      });
    });

    describe("L3: an attempt", () => {
      test("that was superseded is refused and nothing is written", async () => {
        const { id, token } = await create((tx) => insertLocalFlowRun(tx));
        expect(await propose(id, "RUNNING", { attempt: uuidv7() })).toMatchObject({
          status: "ABORT",
          superseded: true,
        });
        expect(await history(id)).toHaveLength(0);
        expect(await propose(id, "RUNNING", { attempt: token })).toMatchObject({ status: "ACCEPT" });
      });

      test("that ends gives up its lease", async () => {
        const { id, token } = await create((tx) => insertLocalFlowRun(tx));
        await propose(id, "RUNNING", { attempt: token });
        expect((await flowRun(id)).lease_expires_at).not.toBeNull();
        clock.advance(1);
        await propose(id, "COMPLETED", { attempt: token });
        expect((await flowRun(id)).lease_expires_at).toBeNull();
        const attempts = await store.read((db) =>
          db.selectFrom("flow_run_attempt").selectAll().where("flow_run_id", "=", id).execute(),
        );
        expect(attempts).toMatchObject([{ cause: "start", ended: clock.time }]);
      });

      test("cannot change what has ended", async () => {
        const { id, token } = await create((tx) => insertLocalFlowRun(tx));
        await propose(id, "RUNNING", { attempt: token });
        await propose(id, "CRASHED", { force: true });
        expect(await propose(id, "COMPLETED", { attempt: token })).toMatchObject({ status: "ABORT" });
        expect(await flowRun(id)).toMatchObject({ state_type: "CRASHED" });
      });
    });

    test("L4: the retries of a run of ours are counted from its attempts; each begins a new try (M0)", async () => {
      const { id, token } = await create((tx) =>
        insertLocalFlowRun(tx, { empirical_policy: { retries: 2 }, run_count: 5 }),
      );
      const outcomes: string[] = [];
      for (let at = 0; at < 3; at++) {
        await propose(id, "RUNNING", { attempt: token });
        const outcome = await propose(id, "FAILED", { attempt: token });
        outcomes.push(outcome.state!.name);
      }
      expect(outcomes).toEqual(["AwaitingRetry", "AwaitingRetry", "Failed"]);
      expect(await flowRun(id)).toMatchObject({ try: 3, attempt: 3, attempt_token: token, state_name: "Failed" });
    });

    test("a pause that is resumed is not counted as another run", async () => {
      const id = await create((tx) => insertFlowRun(tx));
      await proposeAll(id, "RUNNING", { type: "PAUSED", details: { pause_key: "a" } }, "RUNNING", "COMPLETED");
      expect(await flowRun(id)).toMatchObject({
        run_count: 1,
        empirical_policy: { pause_keys: ["a"], resuming: false },
      });
    });

    test("F-050: the task run that stands for a child shows its states", async () => {
      const tracking = await create((tx) => insertTaskRun(tx));
      const child = await create((tx) => insertFlowRun(tx, { parent_task_run_id: tracking }));
      await proposeAll(child, "PENDING", "RUNNING", "COMPLETED");
      expect(await taskRun(tracking)).toMatchObject({ state_name: "Completed", run_count: 1, end_time: clock.time });
      const states = await store.read((db) =>
        db.selectFrom("task_run_state").selectAll().where("task_run_id", "=", tracking).orderBy("timestamp").execute(),
      );
      expect(states.map((state) => [state.name, state.details?.["child_flow_run_id"]])).toEqual([
        ["Pending", child],
        ["Running", child],
        ["Completed", child],
      ]);
      expect((await history(child)).map((state) => state.details?.["task_run_id"])).toEqual([
        tracking,
        tracking,
        tracking,
      ]);
    });

    describe("when a run ends other than by its own engine", () => {
      async function familyOf(childDeployment: string | null) {
        const parent = await create((tx) => insertFlowRun(tx));
        await proposeAll(parent, "RUNNING");
        const [done, open, tracking] = await create(
          async (tx) =>
            [
              await insertTaskRun(tx, { flow_run_id: parent, state_type: "COMPLETED", state_name: "Completed" }),
              await insertTaskRun(tx, { flow_run_id: parent, state_type: "RUNNING", state_name: "Running" }),
              await insertTaskRun(tx, { flow_run_id: parent, state_type: "RUNNING", state_name: "Running" }),
            ] as const,
        );
        const child = await create((tx) =>
          insertFlowRun(tx, { parent_task_run_id: tracking, deployment_id: childDeployment }),
        );
        await proposeAll(child, "RUNNING");
        return { parent, child, done, open, tracking };
      }

      test.each([
        ["CRASHED", "Crashed"],
        ["CANCELLED", "Cancelled"],
      ] as const)("as %s, its open tasks and the children in its process end too", async (type, name) => {
        const { parent, child, done, open, tracking } = await familyOf(null);
        await propose(parent, type, { force: true });
        expect((await flowRun(child)).state_name).toBe(name);
        expect((await taskRun(tracking)).state_name).toBe(name);
        expect((await taskRun(open)).state_name).toBe(name);
        expect((await taskRun(done)).state_name).toBe("Completed");
      });

      test("a child on its own infrastructure is asked to stop when its parent is cancelled, and goes on after a crash", async () => {
        const cancelled = await familyOf(uuidv7());
        await propose(cancelled.parent, "CANCELLED", { force: true });
        expect((await flowRun(cancelled.child)).state_type).toBe("CANCELLING");

        const crashed = await familyOf(uuidv7());
        await propose(crashed.parent, "CRASHED", { force: true });
        expect((await flowRun(crashed.child)).state_type).toBe("RUNNING");
      });
    });

    describe("C5: when an attempt of ours ends its run", () => {
      async function callsOf(given: { attempt: number }) {
        const run = await create((tx) => insertLocalFlowRun(tx, given));
        await propose(run.id, "RUNNING", { attempt: run.token });
        const call = (state_type: StateType, state_name: string) =>
          create((tx) => insertTaskRun(tx, { flow_run_id: run.id, state_type, state_name }));
        return {
          run,
          running: await call("RUNNING", "Running"),
          awaiting: await call("SCHEDULED", "AwaitingRetry"),
          notReady: await call("PENDING", "NotReady"),
        };
      }
      const typeOf = async (id: string) => (await taskRun(id)).state_type;

      test.each(["COMPLETED", "FAILED"] as const)(
        "as %s, calls of a lost worker and of earlier attempts are cancelled, and one that is NotReady stays",
        async (type) => {
          const lost = await callsOf({ attempt: 1 });
          await propose(lost.run.id, type, { attempt: lost.run.token, leavesCalls: true });
          expect(await typeOf(lost.running)).toBe("CANCELLED");
          expect(await typeOf(lost.notReady)).toBe("PENDING");

          const second = await callsOf({ attempt: 2 });
          await propose(second.run.id, type, { attempt: second.run.token });
          expect(await typeOf(second.awaiting)).toBe("CANCELLED");
          expect(await typeOf(second.notReady)).toBe("PENDING");
        },
      );

      test("a client that records its tasks itself may do so after the end of their run", async () => {
        const run = await create((tx) => insertFlowRun(tx));
        await proposeAll(run, "RUNNING");
        const late = await create((tx) =>
          insertTaskRun(tx, { flow_run_id: run, state_type: "RUNNING", state_name: "Running" }),
        );
        await proposeAll(run, "COMPLETED");
        expect(await typeOf(late)).toBe("RUNNING");
      });

      test("a run that it started on other infrastructure goes on", async () => {
        const { run, running } = await callsOf({ attempt: 1 });
        const child = await create((tx) => insertFlowRun(tx, { parent_task_run_id: running, deployment_id: uuidv7() }));
        await proposeAll(child, "RUNNING");
        await propose(run.id, "COMPLETED", { attempt: run.token, leavesCalls: true });
        expect((await flowRun(child)).state_type).toBe("RUNNING");
      });
    });

    describe("a deployment with one slot", () => {
      async function deployed(whenFull: "ENQUEUE" | "CANCEL_NEW") {
        const deploymentId = uuidv7();
        await create((tx) => insertDeploymentLimit(tx, { deploymentId, slots: 1, whenFull }));
        const ids = await create(
          async (tx) =>
            [
              await insertFlowRun(tx, { deployment_id: deploymentId }),
              await insertFlowRun(tx, { deployment_id: deploymentId }),
              await insertFlowRun(tx, { deployment_id: deploymentId }),
            ] as const,
        );
        for (const id of ids) await proposeAll(id, "SCHEDULED");
        return ids;
      }

      test("starts one run, keeps the others waiting in their order, and frees the slot with the end of the run", async () => {
        const [first, second, third] = await deployed("ENQUEUE");
        expect(await propose(first, "PENDING")).toMatchObject({
          status: "ACCEPT",
          state: { details: { deployment_concurrency_lease_id: expect.any(String) } },
        });
        expect(await propose(second, "PENDING")).toMatchObject({
          status: "REJECT",
          state: { name: "AwaitingConcurrencySlot" },
        });
        expect(await propose(third, "PENDING")).toMatchObject({
          status: "REJECT",
          state: { name: "AwaitingConcurrencySlot" },
        });
        await propose(first, "RUNNING", { clientVersion: "3.8.8" });
        await propose(first, "COMPLETED", { clientVersion: "3.8.8" });
        expect(await propose(third, "PENDING"), "the second run is in front").toMatchObject({ status: "REJECT" });
        expect(await propose(second, "PENDING")).toMatchObject({ status: "ACCEPT" });
      });

      test("schedules the next in line for now when the slot is free", async () => {
        const [first, second, third] = await deployed("ENQUEUE");
        for (const id of [first, second, third]) await propose(id, "PENDING");
        await propose(first, "RUNNING", { clientVersion: "3.8.8" });
        clock.advance(5);
        await propose(first, "COMPLETED", { clientVersion: "3.8.8" });
        expect((await flowRun(second)).next_scheduled_start_time).toBe(clock.time);
        expect((await flowRun(third)).next_scheduled_start_time).toBeGreaterThan(clock.time);
      });

      test("does not wait for a run that was cancelled in the line", async () => {
        const [first, second, third] = await deployed("ENQUEUE");
        for (const id of [first, second, third]) await propose(id, "PENDING");
        await propose(second, "CANCELLING");
        await propose(first, "COMPLETED");
        expect(await propose(third, "PENDING")).toMatchObject({ status: "ACCEPT" });
      });

      test("loses the slot of a run whose lease ends", async () => {
        const [first, second] = await deployed("ENQUEUE");
        await propose(first, "PENDING");
        clock.advance(301);
        expect(await propose(second, "PENDING")).toMatchObject({ status: "ACCEPT" });
        expect(await propose(first, "RUNNING", { clientVersion: "3.8.8" })).toMatchObject({
          status: "REJECT",
          state: { name: "Cancelled" },
        });
      });

      test("cancels what is too much where it was told to", async () => {
        const [first, second] = await deployed("CANCEL_NEW");
        await propose(first, "PENDING");
        expect(await propose(second, "PENDING")).toMatchObject({ status: "REJECT", state: { name: "Cancelled" } });
      });
    });
  });
