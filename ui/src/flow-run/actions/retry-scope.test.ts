import { expect, test } from "vitest";
import { isChosen, previewQuery, retryCommand, retryRequest } from "./retry-scope.ts";

test("each scope has its command", () => {
  expect(retryCommand("r", { mode: "failed", from: null })).toBe("npx sluice flow-run retry r");
  expect(retryCommand("r", { mode: "run", from: null })).toBe("npx sluice flow-run retry r --all");
  expect(retryCommand("r", { mode: "from-task", from: "t" })).toBe("npx sluice flow-run retry r --from-task t");
});

test("a task that was chosen before another scope was is not sent along", () => {
  expect(previewQuery({ mode: "run", from: "t" })).toEqual({ mode: "run" });
  expect(retryRequest({ mode: "failed", from: "t" })).toEqual({ mode: "failed", task_run_id: null });
  expect(retryCommand("r", { mode: "failed", from: "t" })).not.toContain("--from-task");
});

test("only a retry from a task on needs one", () => {
  expect(isChosen({ mode: "from-task", from: null })).toBe(false);
  expect(isChosen({ mode: "from-task", from: "t" })).toBe(true);
  expect(isChosen({ mode: "failed", from: null })).toBe(true);
});
