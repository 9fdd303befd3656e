import { type Context, Hono } from "hono";
import type { z } from "zod";
import { type Clock, systemClock } from "../../lib/clock.ts";
import { isUuid } from "../../lib/uuid.ts";
import { AttemptRequest, InterruptedQuery, LeaseRequest, type RecordedResult } from "../../schemas/record.ts";
import type { Store } from "../db/store.ts";
import { answerJson } from "./answer.ts";
import { answerRecord, detailOf } from "./answer-record.ts";
import { interruptedRuns } from "../recording/interrupted-runs.ts";
import { resultOf } from "../recording/recorded-results.ts";
import { renewLeases } from "../recording/renew-leases.ts";
import { runOrigin } from "../recording/run-origin.ts";
import { largestPage, storedCalls } from "../recording/stored-calls.ts";
import { takeOver } from "../recording/take-over.ts";

/** The routes by which our SDK records (schemas/record.ts), to be mounted below the API's base path. */
export function recordApi({ store, clock = systemClock }: { store: Store; clock?: Clock }): Hono {
  const api = new Hono();

  api.post("/sluice/record", (context) => answerRecord(store, context.req.raw, answerJson));

  api.post("/sluice/leases", async (context) => {
    const request = LeaseRequest().safeParse(await bodyOf(context));
    return request.success ? context.json(await renewLeases(store, request.data)) : invalid(context, request.error);
  });

  api.post("/sluice/flow_runs/:id/attempts", async (context) => {
    const request = AttemptRequest().safeParse(await bodyOf(context));
    if (!request.success) return invalid(context, request.error);
    const id = context.req.param("id");
    if (!isUuid(id)) return missing(context, `There is no flow run ${id}.`);
    const taken = await takeOver(store, id, request.data);
    if (taken.outcome === "taken") return context.json(taken.answer, 201);
    return context.json({ detail: taken.reason }, taken.outcome === "missing" ? 404 : 409);
  });

  api.post("/sluice/flow_runs/interrupted", async (context) => {
    const query = InterruptedQuery().safeParse(await bodyOf(context));
    if (!query.success) return invalid(context, query.error);
    return context.json({ flow_run_ids: await interruptedRuns(store, query.data, clock.now()) });
  });

  api.get("/sluice/flow_runs/:id/origin", async (context) => {
    const id = context.req.param("id");
    const origin = isUuid(id) ? await runOrigin(store, id) : undefined;
    return origin === undefined ? missing(context, `There is no flow run ${id}.`) : context.json(origin);
  });

  api.get("/sluice/flow_runs/:id/calls", async (context) => {
    const id = context.req.param("id");
    if (!isUuid(id)) return missing(context, `There is no flow run ${id}.`);
    const limit = Math.min(Math.max(Number(context.req.query("limit") ?? largestPage) || largestPage, 1), largestPage);
    return context.json(await storedCalls(store, id, { after: context.req.query("after") ?? null, limit }));
  });

  api.get("/sluice/flow_runs/:id/result", (context) => answerResult(context, store, "flow_run"));
  api.get("/sluice/task_runs/:id/result", (context) => answerResult(context, store, "task_run"));
  return api;
}

async function answerResult(context: Context, store: Store, table: "flow_run" | "task_run"): Promise<Response> {
  const id = context.req.param("id") ?? "";
  const result: RecordedResult | null = isUuid(id) ? await resultOf(store, table, id) : null;
  return result === null ? missing(context, `No result is known of ${id}.`) : context.json(result);
}

/** The body as JSON; undefined, which no schema accepts, when it is none. */
async function bodyOf(context: Context): Promise<unknown> {
  try {
    return await context.req.json();
  } catch {
    return undefined;
  }
}

function invalid(context: Context, error: z.ZodError): Response {
  return context.json(detailOf(error), 422);
}

function missing(context: Context, detail: string): Response {
  return context.json({ detail }, 404);
}
