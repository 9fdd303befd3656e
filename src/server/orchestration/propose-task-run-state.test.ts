import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import { insertFlowRun, insertLimit, insertTaskRun, SetClock } from "../../../test/support/stored-runs.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { Store, Tx } from "../db/store.ts";
import { proposeFlowRunState } from "./propose-flow-run-state.ts";
import { proposeTaskRunState, type TaskRunProposalOptions } from "./propose-task-run-state.ts";
import type { StateProposal } from "./run-state.ts";

let clock: SetClock;
let store: Store & AsyncDisposable;

function propose(id: string, proposed: StateProposal["type"] | StateProposal, options?: TaskRunProposalOptions) {
  const proposal = typeof proposed === "string" ? { type: proposed } : proposed;
  return store.write((tx) => proposeTaskRunState(tx, id, proposal, options));
}

const create = <T>(insert: (tx: Tx) => Promise<T>) => store.write(insert);

function taskRun(id: string) {
  return store.read((db) => db.selectFrom("task_run").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
}

async function runningFlow(): Promise<string> {
  const id = await create((tx) => insertFlowRun(tx));
  await store.write((tx) => proposeFlowRunState(tx, id, { type: "RUNNING" }));
  return id;
}

for (const { name, skip, open } of databases)
  describe.skipIf(skip)(`on ${name}`, () => {
    beforeAll(async () => {
      clock = new SetClock(1_795_590_000_000_000);
      store = await open(clock);
    });
    afterAll(() => store[Symbol.asyncDispose]());

    test("a task run goes from Pending to Completed with its times, in its flow's run", async () => {
      const id = await create(async (tx) => insertTaskRun(tx, { flow_run_id: await insertRunning(tx) }));
      await propose(id, "PENDING");
      await propose(id, "RUNNING");
      clock.advance(2);
      expect(await propose(id, "COMPLETED")).toMatchObject({ status: "ACCEPT", created: true });
      expect(await taskRun(id)).toMatchObject({
        state_name: "Completed",
        run_count: 1,
        flow_run_run_count: 1,
        total_run_time: 2_000_000,
        end_time: clock.time,
      });
    });

    async function insertRunning(tx: Tx): Promise<string> {
      const flowRun = await insertFlowRun(tx);
      await proposeFlowRunState(tx, flowRun, { type: "RUNNING" });
      return flowRun;
    }

    test("a proposal for a task run that is not there says so", async () => {
      await expect(propose(uuidv7(), "RUNNING")).rejects.toMatchObject({ code: "run-not-found", kind: "task run" });
    });

    test("a failed task run is tried again until its retries are spent, and has them back when it leaves Failed", async () => {
      const id = await create((tx) => insertTaskRun(tx, { empirical_policy: { retries: 1, retry_delay: 3 } }));
      await propose(id, "RUNNING");
      expect(await propose(id, "FAILED")).toMatchObject({ status: "REJECT", state: { name: "AwaitingRetry" } });
      expect(await propose(id, "RUNNING")).toMatchObject({ status: "WAIT", details: { delay_seconds: 3 } });
      clock.advance(3);
      expect(await propose(id, "RUNNING")).toMatchObject({ state: { name: "Retrying" } });
      expect(await propose(id, "FAILED")).toMatchObject({ status: "ACCEPT" });
      await propose(id, "RUNNING");
      expect(await propose(id, "FAILED")).toMatchObject({ status: "REJECT", state: { name: "AwaitingRetry" } });
    });

    describe("the cache", () => {
      const key = uuidv7();
      const running = { type: "RUNNING", details: { cache_key: key } } as const;

      test("gives the newest state of a key until it expires", async () => {
        const flow_run_id = await runningFlow();
        const [first, second, third] = await create(
          async (tx) =>
            [
              await insertTaskRun(tx, { flow_run_id }),
              await insertTaskRun(tx, { flow_run_id }),
              await insertTaskRun(tx, { flow_run_id }),
            ] as const,
        );
        await propose(first, running);
        const cache_expiration = clock.time + 60_000_000;
        await propose(first, {
          type: "COMPLETED",
          data: '{"storage_key":"a"}',
          details: { cache_key: key, cache_expiration },
        });
        expect(await propose(second, running)).toMatchObject({
          status: "REJECT",
          state: { type: "COMPLETED", name: "Cached", data: '{"storage_key":"a"}' },
        });
        clock.advance(61);
        expect(await propose(third, running)).toMatchObject({ status: "ACCEPT" });
      });
    });

    describe("a tag with one slot", () => {
      test("lets one task run at a time, in the order in which they asked", async () => {
        const tag = uuidv7();
        await create((tx) => insertLimit(tx, { name: `tag:${tag}`, slots: 1 }));
        const flow_run_id = await runningFlow();
        const [first, second, third] = await create(
          async (tx) =>
            [
              await insertTaskRun(tx, { flow_run_id, tags: [tag, "free"] }),
              await insertTaskRun(tx, { flow_run_id, tags: [tag] }),
              await insertTaskRun(tx, { flow_run_id, tags: [tag] }),
            ] as const,
        );
        expect(await propose(first, "RUNNING")).toMatchObject({ status: "ACCEPT" });
        expect(await propose(second, "RUNNING")).toMatchObject({ status: "WAIT" });
        expect(await propose(third, "RUNNING")).toMatchObject({ status: "WAIT" });
        await propose(first, "COMPLETED");
        expect(await propose(third, "RUNNING")).toMatchObject({ status: "WAIT" });
        expect(await propose(second, "RUNNING")).toMatchObject({ status: "ACCEPT" });
      });

      test("of a limit of 0 lets none run", async () => {
        const tag = uuidv7();
        await create((tx) => insertLimit(tx, { name: `tag:${tag}`, slots: 0 }));
        const id = await create((tx) => insertTaskRun(tx, { tags: [tag] }));
        const flowTask = await create(async (tx) =>
          insertTaskRun(tx, { tags: [tag], flow_run_id: await insertRunning(tx) }),
        );
        expect(await propose(flowTask, "RUNNING")).toMatchObject({ status: "ABORT" });
        expect(await propose(id, "RUNNING", { force: true })).toMatchObject({ status: "ACCEPT" });
      });
    });

    test("of two task workers that want the same background task the first gets it", async () => {
      const id = await create((tx) => insertTaskRun(tx));
      await propose(id, { type: "SCHEDULED", details: { deferred: true, task_parameters_id: uuidv7() } });
      expect(await propose(id, "PENDING")).toMatchObject({ status: "ACCEPT" });
      expect(await propose(id, "PENDING")).toMatchObject({ status: "ABORT" });
    });
  });
