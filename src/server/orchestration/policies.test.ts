import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Described,
  flowTransition,
  now,
  state,
  taskTransition,
  verdictOfPolicy,
} from "../../../test/support/transitions.ts";
import { isTerminal, stateTypes, type StateType } from "../../schemas/state.ts";
import { judgeOf } from "./decide.ts";
import { coreFlowPolicy, markLateRunsPolicy, minimalFlowPolicy } from "./flow-run-policies.ts";
import type { FlowRunPolicyRules } from "./flow-run-transition.ts";
import { backgroundTaskPolicy, clientSideTaskPolicy, coreTaskPolicy, minimalTaskPolicy } from "./task-run-policies.ts";
import type { TaskRunPolicyRules } from "./task-run-transition.ts";

// One line for each state that a run is in, one column for each that is proposed:
// · accepted, keep: the run stays where it is, abort: the client must stop, a name: that state is put in its place.

const columns = stateTypes.map((type) => type.slice(0, 6).toLowerCase());

type Ask = (from: StateType | null, to: StateType) => Promise<string>;

async function matrix(ask: Ask): Promise<string> {
  const lines = [["", ...columns]];
  for (const from of [null, ...stateTypes]) {
    const verdicts = await Promise.all(stateTypes.map((to) => ask(from, to)));
    lines.push([from ?? "none", ...verdicts.map((verdict) => (verdict === "pass" ? "·" : verdict))]);
  }
  return (
    "\n" +
    lines
      .map((line) =>
        line
          .map((cell) => cell.padEnd(11))
          .join("")
          .trimEnd(),
      )
      .join("\n") +
    "\n"
  );
}

const flowMatrix = (policy: FlowRunPolicyRules, given: { deployed?: boolean; data?: string } = {}) =>
  matrix((from, to) => {
    const run = given.deployed ? { deployment_id: "00000000-0000-7000-8000-0000000000dd" } : {};
    const initial: Described | null = from === "COMPLETED" && given.data ? { type: from, data: given.data } : from;
    const services = { deploymentLimit: async () => "none" as const };
    return verdictOfPolicy(policy, flowTransition({ from: initial, to, run, services }));
  });

const taskMatrix = (policy: TaskRunPolicyRules, data?: string) =>
  matrix((from, to) => {
    const initial: Described | null = from === "COMPLETED" && data ? { type: from, data } : from;
    return verdictOfPolicy(policy, taskTransition({ from: initial, to }));
  });

const result = '{"storage_key":"k"}';

test("CoreFlowPolicy, a local run", async () => {
  expect(await flowMatrix(coreFlowPolicy)).toBe(`
           schedu     pendin     runnin     comple     failed     cancel     crashe     paused     cancel
none       ·          ·          ·          ·          ·          ·          ·          abort      ·
SCHEDULED  ·          ·          ·          ·          ·          ·          ·          keep       Cancelled
PENDING    ·          abort      ·          ·          ·          ·          ·          keep       ·
RUNNING    ·          abort      ·          ·          ·          ·          ·          ·          ·
COMPLETED  abort      ·          ·          ·          ·          ·          abort      abort      abort
FAILED     abort      ·          ·          ·          ·          ·          abort      abort      abort
CANCELLED  abort      abort      ·          ·          ·          ·          abort      abort      abort
CRASHED    abort      ·          ·          ·          ·          ·          abort      abort      abort
PAUSED     ·          keep       ·          ·          ·          ·          ·          keep       ·
CANCELLING keep       keep       keep       keep       keep       ·          keep       keep       keep
`);
});

test("CoreFlowPolicy, a run of a deployment that completes with a result", async () => {
  expect(await flowMatrix(coreFlowPolicy, { deployed: true, data: result })).toBe(`
           schedu     pendin     runnin     comple     failed     cancel     crashe     paused     cancel
none       ·          ·          ·          ·          ·          ·          ·          abort      ·
SCHEDULED  ·          ·          ·          ·          ·          ·          ·          keep       Cancelled
PENDING    ·          abort      ·          ·          ·          ·          ·          keep       ·
RUNNING    ·          abort      ·          ·          ·          ·          ·          ·          ·
COMPLETED  keep       keep       keep       keep       ·          ·          abort      abort      abort
FAILED     ·          abort      ·          ·          ·          ·          abort      abort      abort
CANCELLED  ·          abort      ·          ·          ·          ·          abort      abort      abort
CRASHED    ·          abort      ·          ·          ·          ·          abort      abort      abort
PAUSED     ·          keep       ·          ·          ·          ·          ·          keep       ·
CANCELLING keep       keep       keep       keep       keep       ·          keep       keep       keep
`);
});

test("MinimalFlowPolicy, a run that completes with a result", async () => {
  expect(await flowMatrix(minimalFlowPolicy, { data: result })).toBe(`
           schedu     pendin     runnin     comple     failed     cancel     crashe     paused     cancel
none       ·          ·          ·          ·          ·          ·          ·          ·          ·
SCHEDULED  ·          ·          ·          ·          ·          ·          ·          ·          Cancelled
PENDING    ·          ·          ·          ·          ·          ·          ·          ·          ·
RUNNING    ·          ·          ·          ·          ·          ·          ·          ·          ·
COMPLETED  ·          ·          ·          keep       ·          ·          ·          ·          ·
FAILED     ·          ·          ·          ·          ·          ·          ·          ·          ·
CANCELLED  ·          ·          ·          ·          ·          ·          ·          ·          ·
CRASHED    ·          ·          ·          ·          ·          ·          ·          ·          ·
PAUSED     ·          ·          ·          ·          ·          ·          ·          ·          ·
CANCELLING ·          ·          ·          ·          ·          ·          ·          ·          ·
`);
});

test.each([coreTaskPolicy, clientSideTaskPolicy])("$name, a task that completes with a result", async (policy) => {
  expect(await taskMatrix(policy, result)).toBe(`
           schedu     pendin     runnin     comple     failed     cancel     crashe     paused     cancel
none       ·          ·          ·          ·          ·          ·          ·          ·          ·
SCHEDULED  ·          ·          ·          ·          ·          ·          ·          ·          ·
PENDING    ·          ·          ·          ·          ·          ·          ·          ·          ·
RUNNING    ·          ·          ·          ·          ·          ·          ·          ·          ·
COMPLETED  keep       keep       keep       keep       keep       keep       abort      abort      abort
FAILED     ·          ·          ·          ·          ·          ·          abort      abort      abort
CANCELLED  ·          ·          ·          ·          ·          ·          abort      abort      abort
CRASHED    ·          ·          ·          ·          ·          ·          abort      abort      abort
PAUSED     ·          ·          ·          ·          ·          ·          ·          ·          ·
CANCELLING ·          ·          ·          ·          ·          ·          ·          ·          ·
`);
});

test("BackgroundTaskPolicy", async () => {
  expect(await taskMatrix(backgroundTaskPolicy)).toBe(`
           schedu     pendin     runnin     comple     failed     cancel     crashe     paused     cancel
none       ·          ·          ·          ·          ·          ·          ·          ·          ·
SCHEDULED  ·          ·          ·          ·          ·          ·          ·          ·          ·
PENDING    ·          abort      ·          ·          ·          ·          ·          ·          ·
RUNNING    ·          abort      ·          ·          ·          ·          ·          ·          ·
COMPLETED  ·          ·          ·          ·          ·          ·          abort      abort      abort
FAILED     ·          ·          ·          ·          ·          ·          abort      abort      abort
CANCELLED  ·          abort      ·          ·          ·          ·          abort      abort      abort
CRASHED    ·          ·          ·          ·          ·          ·          abort      abort      abort
PAUSED     ·          ·          ·          ·          ·          ·          ·          ·          ·
CANCELLING ·          abort      ·          ·          ·          ·          ·          ·          ·
`);
});

test("MinimalTaskPolicy lets everything pass", async () => {
  expect(await taskMatrix(minimalTaskPolicy)).not.toMatch(/keep|abort|wait/);
});

test("MarkLateRunsPolicy marks a scheduled run Late, and no other", async () => {
  const late = { type: "SCHEDULED", name: "Late" } as const;
  for (const from of [null, ...stateTypes]) {
    const verdict = await verdictOfPolicy(markLateRunsPolicy, flowTransition({ from, to: late }));
    expect([from, verdict]).toEqual([from, from === "SCHEDULED" ? "pass" : "keep"]);
  }
});

const anyState = fc.record({
  type: fc.constantFrom(...stateTypes),
  name: fc.constantFrom("Late", "Retrying", undefined),
});

describe("terminal is final except by an explicit action", () => {
  test("no proposal of the process that executes a run leads out of a terminal state", async () => {
    const terminal = fc.constantFrom(...stateTypes.filter(isTerminal));
    await fc.assert(
      fc.asyncProperty(terminal, anyState, async (from, to) => {
        const transition = flowTransition({ from, to: state(to), attempt: "00000000-0000-7000-8000-0000000000ee" });
        expect(await verdictOfPolicy(coreFlowPolicy, transition)).toBe("abort");
      }),
    );
  });

  test("no proposal without force loses a result that is kept", async () => {
    const open = fc.constantFrom(...stateTypes.filter((type) => !isTerminal(type)));
    await fc.assert(
      fc.asyncProperty(open, async (to) => {
        const from = { type: "COMPLETED", data: result } as const;
        expect(await verdictOfPolicy(coreFlowPolicy, flowTransition({ from, to }))).toMatch(/keep|abort/);
        expect(await verdictOfPolicy(coreTaskPolicy, taskTransition({ from, to }))).toMatch(/keep|abort/);
      }),
    );
  });
});

test("a state in the place of another is never dated before the decision", async () => {
  const failing = flowTransition({ from: "RUNNING", to: "FAILED", policy: { retries: 1 }, run: { run_count: 1 } });
  const { entered } = await judgeOf(coreFlowPolicy)(failing, now);
  expect(entered).toMatchObject({
    name: "AwaitingRetry",
    timestamp: now,
    details: { transition_id: failing.proposed.id },
  });
});
