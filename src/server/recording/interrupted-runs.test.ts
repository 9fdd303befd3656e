import { describe, expect, test } from "vitest";
import { databases, type Database } from "../../../test/support/databases.ts";
import { Recorder, stranger } from "../../../test/support/recorder.ts";
import { SetClock } from "../../../test/support/stored-runs.ts";
import { ownProcess } from "../../lib/process-identity.ts";
import type { FlowRunItem, InterruptedRuns, RunOrigin } from "../../schemas/record.ts";
import type { StateType } from "../../schemas/state.ts";

const origin = { file: "/flows.ts", name: "crawl", cwd: "/", argv: [], parameters: null, not_resumable: null };
const gone = { ...stranger, ...ownProcess(), pid_started: "before" };

async function remembering(open: Database["open"]) {
  const clock = new SetClock(1_795_000_000_000_000);
  const store = await open(clock);
  const recorder = new Recorder(store, clock);
  const start = async (given: Partial<FlowRunItem> = {}): Promise<FlowRunItem> => {
    const run = recorder.flowRun({ origin, parameters_json: `{"n":1}`, ...given });
    await recorder.record(run);
    return run;
  };
  const end = async (run: FlowRunItem, type: StateType): Promise<FlowRunItem> => {
    clock.advance(1);
    await recorder.record(recorder.flowState(run, type));
    return run;
  };
  const interrupted = async (flowName = "crawl", parameters = `{"n":1}`): Promise<string[]> => {
    const query = { flow_name: flowName, parameters_json: parameters };
    const { body } = await recorder.post<InterruptedRuns>("/sluice/flow_runs/interrupted", query);
    return body.flow_run_ids;
  };
  return { clock, recorder, start, end, interrupted, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

describe.each(databases)("R3: interrupted runs on $name", ({ open, skip }) => {
  test.skipIf(skip)(
    "are those that crashed, and those whose process is gone or whose lease has ended, the newest first",
    async () => {
      await using at = await remembering(open);
      const crashed = await at.end(await at.start(), "CRASHED");
      const left = await at.start({ owner: gone });
      const alive = await at.start({ owner: { ...stranger, ...ownProcess() } });
      const elsewhere = await at.start();
      expect(await at.interrupted()).toEqual([left.id, crashed.id]);
      at.clock.advance(31);
      expect(await at.interrupted()).toEqual([elsewhere.id, alive.id, left.id, crashed.id]);
    },
  );

  test.skipIf(skip)(
    "are of the same flow, with equal parameters, and started by a program that can be run again",
    async () => {
      await using at = await remembering(open);
      await at.end(await at.start(), "CRASHED");
      await at.end(await at.start({ origin: { ...origin, not_resumable: "db is a Pool" } }), "CRASHED");
      await at.end(await at.start({ origin: null }), "CRASHED");
      expect(await at.interrupted()).toHaveLength(1);
      expect(await at.interrupted("crawl", `{"n":2}`)).toEqual([]);
      expect(await at.interrupted("another")).toEqual([]);
    },
  );

  test.skipIf(skip)("are none from before the last one that completed with these parameters", async () => {
    await using at = await remembering(open);
    await at.end(await at.start(), "CRASHED");
    await at.end(await at.start(), "COMPLETED");
    const later = await at.end(await at.start(), "CRASHED");
    await at.end(await at.start({ parameters_json: `{"n":2}` }), "COMPLETED");
    await at.end(await at.start(), "FAILED");
    expect(await at.interrupted()).toEqual([later.id]);
  });

  test.skipIf(skip)("R1: the origin of a run tells what it takes to run it again", async () => {
    await using at = await remembering(open);
    const run = await at.start();
    const { body } = await at.recorder.get<RunOrigin>(`/sluice/flow_runs/${run.id}/origin`);
    expect(body).toMatchObject({ id: run.id, flow_name: "crawl", state_type: "RUNNING", origin, owner: stranger });
    expect((await at.recorder.get(`/sluice/flow_runs/${crypto.randomUUID()}/origin`)).status).toBe(404);
  });
});
