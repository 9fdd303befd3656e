import { type Context, Hono } from "hono";
import type { z } from "zod";
import { type Clock, systemClock } from "../../../lib/clock.ts";
import { isUuid } from "../../../lib/uuid.ts";
import { AttemptRequest, ClaimRequest, GoneRequest, InterruptedQuery, LeaseRequest } from "../../../schemas/record.ts";
import type { Store } from "../../db/store.ts";
import { jsonResponse, platformAnswer, type TextAnswer } from "../http/answer.ts";
import { answerRecord, detailOf } from "../http/answer-record.ts";
import { claimRun } from "../../recording/claim-run.ts";
import { interruptedRuns } from "../../recording/interrupted-runs.ts";
import { resultOf } from "../../recording/recorded-results.ts";
import { renewLeases } from "../../recording/renew-leases.ts";
import { runIsGone } from "../../recording/run-is-gone.ts";
import { runOrigin } from "../../recording/run-origin.ts";
import { largestPage, storedCalls } from "../../recording/stored-calls.ts";
import { takeOver } from "../../recording/take-over.ts";

export interface RecordApiParts {
  store: Store;
  clock?: Clock;
  answer?: TextAnswer;
}

/** The routes by which our SDK records (schemas/record.ts), to be mounted below the API's base path. */
export function recordApi({ store, clock = systemClock, answer = platformAnswer }: RecordApiParts): Hono {
  const api = new Hono();
  const send = (value: unknown, status = 200): Response => jsonResponse(value, { status, answer });
  const invalid = (error: z.ZodError): Response => send(detailOf(error), 422);
  const missing = (detail: string): Response => send({ detail }, 404);

  api.post("/sluice/record", (context) => answerRecord(store, context.req.raw, answer));

  api.post("/sluice/leases", async (context) => {
    const request = LeaseRequest().safeParse(await bodyOf(context));
    return request.success ? send(await renewLeases(store, request.data)) : invalid(request.error);
  });

  api.post("/sluice/flow_runs/:id/attempts", async (context) => {
    const request = AttemptRequest().safeParse(await bodyOf(context));
    if (!request.success) return invalid(request.error);
    const id = context.req.param("id");
    if (!isUuid(id)) return missing(`There is no flow run ${id}.`);
    const taken = await takeOver(store, id, request.data);
    if (taken.outcome === "taken") return send(taken.answer, 201);
    return send({ detail: taken.reason }, taken.outcome === "missing" ? 404 : 409);
  });

  api.post("/sluice/flow_runs/:id/claim", async (context) => {
    const request = ClaimRequest().safeParse(await bodyOf(context));
    if (!request.success) return invalid(request.error);
    const id = context.req.param("id");
    if (!isUuid(id)) return missing(`There is no flow run ${id}.`);
    const claim = await claimRun(store, id, request.data);
    if (claim.outcome === "claimed") return send({}, 201);
    return send({ detail: claim.reason }, claim.outcome === "missing" ? 404 : 409);
  });

  api.post("/sluice/flow_runs/:id/gone", async (context) => {
    const request = GoneRequest().safeParse(await bodyOf(context));
    if (!request.success) return invalid(request.error);
    const id = context.req.param("id");
    const answer = isUuid(id) ? await runIsGone(store, id, request.data) : undefined;
    return answer === undefined ? missing(`There is no flow run ${id}.`) : send(answer);
  });

  api.post("/sluice/flow_runs/interrupted", async (context) => {
    const query = InterruptedQuery().safeParse(await bodyOf(context));
    if (!query.success) return invalid(query.error);
    return send({ flow_run_ids: await interruptedRuns(store, query.data, clock.now()) });
  });

  api.get("/sluice/flow_runs/:id/origin", async (context) => {
    const id = context.req.param("id");
    const origin = isUuid(id) ? await runOrigin(store, id) : undefined;
    return origin === undefined ? missing(`There is no flow run ${id}.`) : send(origin);
  });

  api.get("/sluice/flow_runs/:id/calls", async (context) => {
    const id = context.req.param("id");
    if (!isUuid(id)) return missing(`There is no flow run ${id}.`);
    const limit = Math.min(Math.max(Number(context.req.query("limit") ?? largestPage) || largestPage, 1), largestPage);
    return send(await storedCalls(store, id, { after: context.req.query("after") ?? null, limit }));
  });

  for (const table of ["flow_run", "task_run"] as const) {
    api.get(`/sluice/${table}s/:id/result`, async (context) => {
      const id = context.req.param("id");
      const result = isUuid(id) ? await resultOf(store, table, id) : null;
      return result === null ? missing(`No result is known of ${id}.`) : send(result);
    });
  }
  return api;
}

/** The body as JSON; undefined, which no schema accepts, when it is none. */
async function bodyOf(context: Context): Promise<unknown> {
  try {
    return await context.req.json();
  } catch {
    return undefined;
  }
}
