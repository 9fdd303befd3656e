import { expect, test } from "vitest";
import { isTouched } from "./touched-by.ts";

test("a run that changes touches lists of runs, its own page and its timeline, and no variable", () => {
  const events = ["prefect.flow-run.Completed"];
  expect(isTouched(["POST /flow_runs/filter", {}], events)).toBe(true);
  expect(isTouched(["GET /flow_runs/{id:uuid}", {}], events)).toBe(true);
  expect(isTouched(["timeline", "id"], events)).toBe(true);
  expect(isTouched(["POST /variables/filter", {}], events)).toBe(false);
});

test("events that nobody shows touch the list of events only", () => {
  expect(isTouched(["POST /events/filter", {}], ["order.paid"])).toBe(true);
  expect(isTouched(["POST /flow_runs/filter", {}], ["order.paid"])).toBe(false);
  expect(isTouched(["POST /events/filter", {}], [])).toBe(false);
});

test("what was deleted is missing from lists, and is not asked for by itself", () => {
  const events = ["prefect.block-document.deleted"];
  expect(isTouched(["POST /block_documents/filter", {}], events)).toBe(true);
  expect(isTouched(["GET /block_documents/{id:uuid}", {}], events)).toBe(false);
});
