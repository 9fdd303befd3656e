import { expect, test } from "vitest";
import type { Call } from "./calls.ts";
import { densityOf } from "./density.ts";

function call(started: number, ended: number | null, state: Call["state"] = "COMPLETED"): Call {
  const fixed = {
    id: "",
    name: "",
    task: "",
    stateName: null,
    runCount: 1,
    isReused: false,
    childFlowRunId: null,
    parents: [],
  };
  return { ...fixed, created: started, started, ended, state };
}

test("each column counts the calls that ran in it, also those that reach beyond what is in sight", () => {
  const calls = [call(-50, 5), call(0, 19), call(10, null, "RUNNING"), call(35, 36, "FAILED"), call(90, 99)];
  const { running, bad, most } = densityOf(calls, { domain: [0, 40], columns: 4, now: 29 });
  expect([...running]).toEqual([2, 2, 1, 1]);
  expect([...bad]).toEqual([0, 0, 0, 1]);
  expect(most).toBe(2);
});
