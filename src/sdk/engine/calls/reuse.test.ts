import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StoredCall } from "../../../schemas/record.ts";
import { ReuseRefused } from "../../errors.ts";
import { reuse, type ReuseRules } from "./reuse.ts";

// The table of engine.md, "What a re-run reuses", row by row. Whether the run goes on in the try in which a call ended
// (after a crash or a suspension) or in a later one (a retry) is the difference between its two middle columns.

const call = fc.record({
  id: fc.uuid(),
  name: fc.constant("fetch-1"),
  task_key: fc.constant("fetch-1a2b3c4d"),
  dynamic_key: fc.string(),
  identity: fc.string(),
  generation: fc.nat(3),
  digest: fc.option(fc.string()),
  code: fc.option(fc.constantFrom("before", "now")),
  weak: fc.option(fc.constant("argument 1 is a function")),
  child_flow_run_id: fc.constant(null),
  state_type: fc.constantFrom("COMPLETED", "FAILED", "SCHEDULED", "PENDING", "RUNNING", "CRASHED", "CANCELLED"),
  state_name: fc.constant("any"),
  state_timestamp: fc.nat(),
  state_message: fc.option(fc.string()),
  state_details: fc.option(fc.constant({ scheduled_time: "2026-11-25T08:00:00Z", retries_used: 2 })),
  run_count: fc.nat(5),
  try: fc.integer({ min: 1, max: 3 }),
  result: fc.option(
    fc.constantFrom(
      { data: "[1]" },
      { reference: { storage_key: "k", size: 1 } },
      { reason: "persistResult is false" },
    ),
  ),
}) satisfies fc.Arbitrary<StoredCall>;

const rules: fc.Arbitrary<ReuseRules> = fc.record({
  try: fc.integer({ min: 3, max: 5 }),
  retryReuse: fc.constantFrom("completed", "none"),
  reuseOnRetry: fc.boolean(),
  onCodeChange: fc.constantFrom("reuse", "rerun", "fail"),
  onAmbiguous: fc.constantFrom("warn", "fail"),
  code: fc.constantFrom("now", null),
});

const lenient = { retryReuse: "completed", reuseOnRetry: true, onCodeChange: "reuse", onAmbiguous: "warn" } as const;

/** Holds a statement for every call that it is about, under any rules, changed as given. */
function always(
  stored: Partial<StoredCall>,
  given: Partial<ReuseRules>,
  holds: (call: StoredCall, rules: ReuseRules) => void,
): void {
  const property = fc.property(call, rules, (some, any) => {
    holds({ ...some, ...stored }, { ...any, ...given });
  });
  fc.assert(property);
}

const kept = { state_type: "COMPLETED", state_name: "Completed", result: { data: "[1]" } };
const isChanged = (stored: StoredCall, { code }: ReuseRules): boolean =>
  stored.code !== null && code !== null && stored.code !== code;

describe("completed, with a result that was kept", () => {
  test("is reused in the same try, whatever a retry would reuse", () => {
    always(kept, { ...lenient }, (stored, any) => {
      for (const retryReuse of ["completed", "none"] as const)
        for (const reuseOnRetry of [true, false])
          expect(reuse(stored, { ...any, try: stored.try, retryReuse, reuseOnRetry }).kind).toBe("value");
    });
  });

  test("is reused in a later try, unless retryReuse is none or reuseOnRetry is false", () => {
    always(kept, { onCodeChange: "reuse", onAmbiguous: "warn" }, (stored, any) => {
      const isReused = any.retryReuse === "completed" && any.reuseOnRetry;
      expect(reuse(stored, { ...any, try: stored.try + 1 }).kind).toBe(isReused ? "value" : "rerun");
    });
  });

  test("I2: a changed module is told in the reason, runs it again, or fails, as onCodeChange says", () => {
    always(kept, { ...lenient }, (stored, any) => {
      const decide = (onCodeChange: ReuseRules["onCodeChange"]) => reuse(stored, { ...any, onCodeChange });
      if (!isChanged(stored, any)) {
        expect(decide("fail")).toEqual(decide("reuse"));
        expect(decide("reuse")).toMatchObject({ kind: "value", reason: "completed in an earlier attempt" });
        return;
      }
      expect(decide("reuse")).toMatchObject({ reason: "completed in an earlier attempt; code changed since" });
      expect(decide("rerun")).toEqual({ kind: "rerun", reason: "its code changed since" });
      expect(() => decide("fail")).toThrow(ReuseRefused);
    });
  });

  test("I3: a weak one is reused with a warning, or fails, as onAmbiguous says", () => {
    always(kept, { ...lenient }, (stored, any) => {
      const decision = reuse(stored, any);
      expect(decision.kind === "value" && decision.warning !== null).toBe(stored.weak !== null);
      const strict = () => reuse(stored, { ...any, onAmbiguous: "fail" });
      if (stored.weak === null) expect(strict()).toEqual(decision);
      else expect(strict).toThrow(ReuseRefused);
    });
  });
});

test("completed, with a result that was not kept: runs again, with the reason", () => {
  always({ ...kept, result: { reason: "persistResult is false" } }, {}, (stored, any) => {
    expect(reuse(stored, any)).toEqual({ kind: "rerun", reason: "not durable: persistResult is false" });
  });
});

test("rolled back: runs again", () => {
  always({ ...kept, state_name: "RolledBack" }, {}, (stored, any) => {
    expect(reuse(stored, any)).toEqual({ kind: "rerun", reason: "it was rolled back" });
  });
});

test("M0: failed: the same error in the same try, a fresh budget in a later one", () => {
  always({ state_type: "FAILED" }, {}, (stored, any) => {
    expect(reuse(stored, { ...any, try: stored.try }).kind).toBe("raise");
    expect(reuse(stored, { ...any, try: stored.try + 1 }).kind).toBe("rerun");
  });
});

test("awaiting its retry: goes on at its time with what is left of its budget, in every try", () => {
  const details = { scheduled_time: "2026-11-25T08:00:00Z", retries_used: 2 };
  always({ state_type: "SCHEDULED", state_details: details }, {}, (stored, any) => {
    expect(reuse(stored, any)).toEqual({ kind: "goOn", retriesUsed: 2, at: "2026-11-25T08:00:00Z" });
  });
});

test.each(["PENDING", "RUNNING", "CRASHED", "CANCELLED"])(
  "%s when the process ended: runs again in every try",
  (type) => {
    always({ state_type: type }, {}, (stored, any) => expect(reuse(stored, any).kind).toBe("rerun"));
  },
);
