import { z } from "zod";
import { once } from "../../lib/once.ts";
import { timestamp } from "../fields.ts";
import { WorkQueueFilter } from "../filters/work-pool-filter.ts";
import { FlowRunResponse } from "../flow-run.ts";
import { route } from "../route.ts";
import {
  WorkQueueConcurrencyStatus,
  WorkQueueCreate,
  WorkQueueResponse,
  WorkQueueStatusDetail,
  WorkQueueUpdate,
} from "../work-queue.ts";
import { page, slice } from "./lists.ts";

/** Queues by their id: what came before work pools, and what the UI uses. */
export const workQueueRoutes = [
  route("POST /work_queues/", {
    summary: "Creates a queue in the default agent pool.",
    body: WorkQueueCreate,
    answer: WorkQueueResponse,
    status: 201,
  }),
  route("PATCH /work_queues/{id:uuid}", { summary: "Changes a queue.", body: WorkQueueUpdate }),
  route("GET /work_queues/{id:uuid}", { summary: "One queue.", answer: WorkQueueResponse }),
  route("DELETE /work_queues/{id:uuid}", { summary: "Deletes a queue." }),
  route("GET /work_queues/name/{name}", {
    summary: "One queue of the default agent pool by its name.",
    answer: WorkQueueResponse,
  }),
  route("POST /work_queues/{id:uuid}/get_runs", {
    summary: "The due runs of a queue.",
    body: once(() => z.object({ scheduled_before: timestamp().nullish(), limit: z.int().nullish() })),
    answer: once(() => z.array(FlowRunResponse())),
  }),
  route("POST /work_queues/filter", {
    summary: "Lists queues.",
    body: once(() => z.object({ work_queues: WorkQueueFilter().nullish(), ...slice() })),
    answer: once(() => z.array(WorkQueueResponse())),
  }),
  route("POST /work_queues/{id:uuid}/concurrency_status", {
    summary: "Who holds the slots of a queue.",
    body: once(() => z.object(page())),
    answer: WorkQueueConcurrencyStatus,
  }),
  route("GET /work_queues/{id:uuid}/status", { summary: "The health of a queue.", answer: WorkQueueStatusDetail }),
] as const;
