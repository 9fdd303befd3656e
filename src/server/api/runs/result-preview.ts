import type { ResultPreview } from "../../../schemas/result-preview.ts";
import { readResult, type ResultRow } from "../../db/runs/result-preview.ts";
import { found } from "../http/api-error.ts";
import { missingFlowRun } from "./flow-runs.ts";
import { serve } from "../http/serve.ts";

const most = 64 * 1024;

export const servedResultPreviews = [
  serve("GET /sluice/flow_runs/{id:uuid}/result_preview", async ({ params: { id } }, { store }) =>
    previewOf(found(await readResult(store, "flow_run", { id, most }), missingFlowRun)),
  ),
  serve("GET /sluice/task_runs/{id:uuid}/result_preview", async ({ params: { id } }, { store }) =>
    previewOf(found(await readResult(store, "task_run", { id, most }), "Task not found")),
  ),
];

function previewOf({ result_meta: meta, length, text }: ResultRow): ResultPreview {
  const reference = meta?.reference ?? null;
  return {
    is_known: meta !== null || length !== null,
    serializer: meta?.serializer ?? null,
    text,
    storage_key: reference?.storage_key ?? null,
    size: reference?.size ?? (length === null ? null : Number(length)),
    not_kept: meta?.reason ?? null,
  };
}
