import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isoFromMicros } from "../../lib/clock.ts";
import { isTerminal, stateTypes } from "../../schemas/state.ts";
import { type Bookkeeping, foldState, type FoldedState, unstarted } from "./bookkeeping.ts";

const second = 1_000_000;
let serial = 0;

function entered(type: FoldedState["type"], seconds: number, details?: FoldedState["details"]): FoldedState {
  return { id: `state-${++serial}`, type, name: type, timestamp: seconds * second, details };
}

function fold(...states: FoldedState[]): Bookkeeping {
  return states.reduce<Bookkeeping>((run, state) => foldState(run, state), unstarted);
}

describe("the bookkeeping of a run", () => {
  test("mirrors the current state", () => {
    const state = entered("PENDING", 5);
    expect(fold(state)).toMatchObject({
      state_id: state.id,
      state_type: "PENDING",
      state_name: "PENDING",
      state_timestamp: 5 * second,
    });
  });

  test("expects the start at the scheduled time of the first state, else at its timestamp", () => {
    const scheduled = entered("SCHEDULED", 1, { scheduled_time: isoFromMicros(9 * second) });
    expect(fold(scheduled, entered("PENDING", 10))).toMatchObject({ expected_start_time: 9 * second });
    expect(fold(entered("PENDING", 1), entered("RUNNING", 2))).toMatchObject({ expected_start_time: 1 * second });
  });

  test("has a next scheduled start only while the run is scheduled", () => {
    const scheduled = entered("SCHEDULED", 1, { scheduled_time: 9 * second });
    expect(fold(scheduled).next_scheduled_start_time).toBe(9 * second);
    expect(fold(scheduled, entered("PENDING", 9)).next_scheduled_start_time).toBeNull();
  });

  test("starts with the first Running and adds up the time in Running over retries", () => {
    const run = fold(
      entered("PENDING", 0),
      entered("RUNNING", 1),
      entered("SCHEDULED", 4, { scheduled_time: 6 * second }),
      entered("RUNNING", 6),
      entered("COMPLETED", 11),
    );
    expect(run).toMatchObject({
      run_count: 2,
      start_time: 1 * second,
      end_time: 11 * second,
      total_run_time: 8 * second,
    });
  });

  test("a run that ends without having run starts when it ends", () => {
    expect(fold(entered("SCHEDULED", 1), entered("CANCELLED", 3))).toMatchObject({
      start_time: 3 * second,
      end_time: 3 * second,
      total_run_time: 0,
    });
  });

  test("leaving a terminal state clears the end, going from one to another keeps it", () => {
    const failed = fold(entered("RUNNING", 1), entered("FAILED", 2));
    expect(foldState(failed, entered("CRASHED", 5)).end_time).toBe(2 * second);
    expect(foldState(failed, entered("SCHEDULED", 5)).end_time).toBeNull();
  });

  test("going on after a pause is not counted as another run", () => {
    const paused = fold(entered("RUNNING", 1), entered("PAUSED", 2));
    expect(foldState(paused, entered("RUNNING", 3), true).run_count).toBe(1);
    expect(foldState(paused, entered("RUNNING", 3), false).run_count).toBe(2);
  });
});

const anyState = fc.record({
  id: fc.uuid(),
  type: fc.constantFrom(...stateTypes),
  name: fc.string(),
  timestamp: fc.integer({ min: 0, max: 1e15 }),
});

test("B1: whatever the order of timestamps, no time is negative, the end follows the start, and every Running counts", () => {
  fc.assert(
    fc.property(fc.array(anyState, { minLength: 1, maxLength: 12 }), (states) => {
      const run = fold(...states);
      expect(run.total_run_time).toBeGreaterThanOrEqual(0);
      if (run.end_time !== null) expect(run.end_time).toBeGreaterThanOrEqual(run.start_time!);
      expect(run.end_time !== null).toBe(isTerminal(states.at(-1)!.type));
      expect(run.run_count).toBe(states.filter((state) => state.type === "RUNNING").length);
      const latest = Math.max(...states.map((state) => state.timestamp));
      expect(run.state_timestamp).toBe(latest);
      expect(run.total_run_time).toBeLessThanOrEqual(latest);
    }),
  );
});
