import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databases, type TemporaryStore } from "../../../test/support/databases.ts";
import { insertLocalFlowRun, SetClock } from "../../../test/support/stored-runs.ts";
import { isTerminal, stateTypes, type StateType } from "../../schemas/state.ts";
import { type Bookkeeping, foldState, unstarted } from "./bookkeeping.ts";
import { proposeFlowRunState } from "./propose-flow-run-state.ts";

let clock: SetClock;
let store: TemporaryStore;

beforeAll(async () => {
  clock = new SetClock(1_795_590_000_000_000);
  store = await databases[0]!.open(clock);
});
afterAll(() => store[Symbol.asyncDispose]());

type Step = { type: StateType; by: "engine" | "client" | "force"; secondsLater: number };

const step: fc.Arbitrary<Step> = fc.record({
  // Pauses aside: going on after one is not counted, which the history alone does not tell.
  type: fc.constantFrom(...stateTypes.filter((type) => type !== "PAUSED")),
  by: fc.constantFrom("engine", "client", "force"),
  secondsLater: fc.integer({ min: -5, max: 5 }), // clocks are corrected at times
});

async function propose(run: { id: string; token: string }, { type, by, secondsLater }: Step): Promise<void> {
  clock.advance(secondsLater);
  const options = by === "engine" ? { attempt: run.token } : { force: by === "force" };
  await store.write((tx) => proposeFlowRunState(tx, run.id, { type }, options));
}

function historyOf(id: string) {
  return store.read((db) =>
    db.selectFrom("flow_run_state").selectAll().where("flow_run_id", "=", id).orderBy("timestamp").execute(),
  );
}

test("whatever is proposed by whom, a run's columns are what its history folds to, and its times grow", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const run = await store.write((tx) => insertLocalFlowRun(tx, { empirical_policy: { retries: 1 } }));
      for (const next of steps) await propose(run, next);
      const history = await historyOf(run.id);
      const folded = history.reduce<Bookkeeping>((soFar, state) => foldState(soFar, state), unstarted);
      const row = await store.read((db) =>
        db.selectFrom("flow_run").selectAll().where("id", "=", run.id).executeTakeFirstOrThrow(),
      );
      expect(row).toMatchObject({ ...folded });
      const times = history.map(({ timestamp }) => timestamp);
      expect(new Set(times).size).toBe(times.length);
    }),
    { numRuns: 60 },
  );
});

test("terminal is final: what the engine of an ended run proposes leaves no trace", async () => {
  const terminal = fc.constantFrom(...stateTypes.filter(isTerminal));
  await fc.assert(
    fc.asyncProperty(terminal, fc.array(step, { minLength: 1, maxLength: 6 }), async (end, steps) => {
      const run = await store.write((tx) => insertLocalFlowRun(tx));
      await propose(run, { type: "RUNNING", by: "engine", secondsLater: 1 });
      await propose(run, { type: end, by: "force", secondsLater: 1 });
      for (const next of steps) await propose(run, { ...next, by: "engine" });
      expect((await historyOf(run.id)).map(({ type }) => type)).toEqual(["RUNNING", end]);
    }),
    { numRuns: 40 },
  );
});
