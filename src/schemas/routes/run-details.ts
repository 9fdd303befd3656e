import { z } from "zod";
import { once } from "../../lib/once.ts";
import { timestamp, uuid } from "../fields.ts";
import { ResultPreview } from "../result-preview.ts";
import { route } from "../route.ts";
import { RunTimeline } from "../run-timeline.ts";
import { RetryPlan, RetryRequest, retryModes } from "../retry.ts";
import { Waiting } from "../waiting.ts";
import { FlowRunDetails, RunReference, TaskRunDetails } from "../run-details.ts";

const searched = once(() => z.object({ text: z.string().min(1).max(1000) }));
const references = once(() => z.array(RunReference()));

export const runDetailsRoutes = [
  route("GET /sluice/flow_runs/{id:uuid}", {
    summary: "The attempts of a flow run, its notes, and which calls were reused and why.",
    answer: FlowRunDetails,
  }),
  route("GET /sluice/task_runs/{id:uuid}", {
    summary: "Why a task run was reused or is not durable.",
    answer: TaskRunDetails,
  }),
  route("GET /sluice/flow_runs/{id:uuid}/waiting", {
    summary: "Why a flow run does not go on now: what it waits for, since when, and what to do.",
    answer: Waiting,
  }),
  route("GET /sluice/flow_runs/{id:uuid}/retry_preview", {
    summary: "What a retry of a flow run would reuse and what it would run again, and why.",
    query: once(() => z.object({ mode: z.enum(retryModes).optional(), from_task_run: uuid().optional() })),
    answer: RetryPlan,
  }),
  route("POST /sluice/flow_runs/{id:uuid}/retry", {
    summary: "Schedules an ended flow run again: its failed calls, from one task run on, or all of it.",
    body: RetryRequest,
    answer: RetryPlan,
  }),
  route("GET /sluice/flow_runs/{id:uuid}/timeline", {
    summary: "The calls of a flow run as a timeline draws them; since a time, those that have changed after it.",
    query: once(() => z.object({ since: timestamp().optional() })),
    answer: RunTimeline,
  }),
  route("GET /sluice/flow_runs/{id:uuid}/result_preview", {
    summary: "The result of a flow run, for people to look at.",
    answer: ResultPreview,
  }),
  route("GET /sluice/task_runs/{id:uuid}/result_preview", {
    summary: "The result of a task run, for people to look at.",
    answer: ResultPreview,
  }),
  route("POST /sluice/flow_runs/find", {
    summary:
      "The newest flow runs whose id begins with a text of six hexadecimal digits or more, or that have it as name.",
    body: searched,
    answer: references,
  }),
  route("POST /sluice/task_runs/find", {
    summary:
      "The newest task runs whose id begins with a text of six hexadecimal digits or more, or that have it as name.",
    body: searched,
    answer: references,
  }),
] as const;
