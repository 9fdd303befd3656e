import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";

/** A JSON object, as the contract has it. */
export type JsonObject = FlowRunResponse["parameters"];
