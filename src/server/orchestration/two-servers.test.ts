import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases, type TemporaryStore } from "../../../test/support/databases.ts";
import { insertDeploymentLimit, insertFlowRun, SetClock } from "../../../test/support/stored-runs.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { openStore, type Store } from "../db/store.ts";
import type { OrchestrationOutcome } from "./outcome.ts";
import { proposeFlowRunState } from "./propose-flow-run-state.ts";
import type { StateProposal } from "./run-state.ts";

let first: TemporaryStore;
let second: Store;

/** Every proposal at once, by turns to one server and the other. */
function proposeAtOnce(ids: readonly string[], proposal: StateProposal): Promise<OrchestrationOutcome[]> {
  return Promise.all(
    ids.map((id, at) => (at % 2 === 0 ? first : second).write((tx) => proposeFlowRunState(tx, id, proposal))),
  );
}

const accepted = (outcomes: OrchestrationOutcome[]) => outcomes.filter(({ status }) => status === "ACCEPT").length;

for (const { name, skip, open } of databases)
  describe.skipIf(skip)(`two servers on one ${name}`, () => {
    beforeAll(async () => {
      const clock = new SetClock(1_795_590_000_000_000);
      first = await open(clock);
      second = await openStore({ database: first.database, clock });
    });
    afterAll(async () => {
      await second.close();
      await first[Symbol.asyncDispose]();
    });

    test("let exactly one of many workers start a run", async () => {
      const id = await first.write((tx) => insertFlowRun(tx));
      await first.write((tx) => proposeFlowRunState(tx, id, { type: "SCHEDULED" }));
      const outcomes = await proposeAtOnce(
        Array.from({ length: 12 }, () => id),
        { type: "PENDING" },
      );
      expect(accepted(outcomes)).toBe(1);
      expect(outcomes.filter(({ status }) => status === "ABORT")).toHaveLength(11);
    });

    test("never give more slots than a deployment has, and use all of them while runs end and start", async () => {
      const deploymentId = uuidv7();
      const ids = await first.write(async (tx) => {
        await insertDeploymentLimit(tx, { deploymentId, slots: 2 });
        return Promise.all(Array.from({ length: 8 }, () => insertFlowRun(tx, { deployment_id: deploymentId })));
      });
      let waiting = ids;
      for (let round = 0; round < 4; round++) {
        const outcomes = await proposeAtOnce(waiting, { type: "PENDING" });
        const started = waiting.filter((_id, at) => outcomes[at]!.status === "ACCEPT");
        expect(started).toHaveLength(2);
        expect(accepted(await proposeAtOnce(started, { type: "COMPLETED" }))).toBe(2);
        waiting = waiting.filter((id) => !started.includes(id));
      }
    });
  });
