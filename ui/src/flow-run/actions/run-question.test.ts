import { expect, test } from "vitest";
import type { FlowRunInput } from "../../../../src/schemas/flow-run.ts";
import { questionIn } from "./run-question.ts";

const keys = { schema: "paused-1-schema", description: "paused-1-description", response: "paused-1-response" };

function input(key: string, value: string): FlowRunInput {
  return { id: "", created: "", updated: "", flow_run_id: "", sender: null, key, value };
}

test("schema and description are found by the keys of the pause, and those of another pause are not", () => {
  const inputs = [
    input("paused-0-schema", '{"type":"string"}'),
    input("paused-1-schema", '{"type":"object"}'),
    input("paused-1-description", "Is it good?"),
  ];
  expect(questionIn(inputs, keys)).toEqual({ schema: { type: "object" }, description: "Is it good?" });
});

test("a description may be JSON, as Prefect's clients send it, and may be absent", () => {
  expect(questionIn([input("paused-1-description", '"Is it good?"')], keys).description).toBe("Is it good?");
  expect(questionIn([], keys)).toEqual({ schema: {} });
});
