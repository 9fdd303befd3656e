import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, uuid } from "./fields.ts";
import { FlowRunOrchestrationResult } from "./orchestration-result.ts";

/** The ids that a bulk delete has deleted. */
export const BulkDeleteResponse = once(() => named("BulkDeleteResponse", { deleted: z.array(uuid()) }));
export type BulkDeleteResponse = z.infer<ReturnType<typeof BulkDeleteResponse>>;

export const FlowRunBulkSetStateResponse = once(() =>
  named("FlowRunBulkSetStateResponse", { results: z.array(FlowRunOrchestrationResult()) }),
);
export type FlowRunBulkSetStateResponse = z.infer<ReturnType<typeof FlowRunBulkSetStateResponse>>;

const FlowRunCreateResult = once(() =>
  named("FlowRunCreateResult", {
    flow_run_id: uuid().nullable(),
    status: z.enum(["CREATED", "FAILED"]),
    error: z.string().nullable(),
  }),
);

/** One result for each asked run, in order. */
export const FlowRunBulkCreateResponse = once(() =>
  named("FlowRunBulkCreateResponse", { results: z.array(FlowRunCreateResult()) }),
);
export type FlowRunBulkCreateResponse = z.infer<ReturnType<typeof FlowRunBulkCreateResponse>>;
