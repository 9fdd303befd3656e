import { z } from "zod";
import { once } from "../../lib/once.ts";
import { Backfill, BackfillRequest } from "../backfill.ts";
import { BulkDeleteResponse, FlowRunBulkCreateResponse } from "../bulk-results.ts";
import { DeploymentCreate, DeploymentResponse, DeploymentUpdate, DeploymentVersion } from "../deployment.ts";
import { deploymentSorts } from "../enums.ts";
import { timestamp, uuid } from "../fields.ts";
import { DeploymentFilter } from "../filters/deployment-filter.ts";
import { DeploymentFlowRunCreate, FlowRunResponse } from "../flow-run.ts";
import { route } from "../route.ts";
import { DeploymentSchedule, DeploymentScheduleCreate, DeploymentScheduleUpdate } from "../schedule.ts";
import { WorkQueueResponse } from "../work-queue.ts";
import { bulkLimit, count, flowRunFilters, page, pageOf, slice, sortedBy } from "./lists.ts";

const selection = once(() => z.object({ ...flowRunFilters(), sort: sortedBy(deploymentSorts), ...slice() }));
const pagedSelection = once(() => z.object({ ...flowRunFilters(), sort: sortedBy(deploymentSorts), ...page() }));
const nothing = once(() => z.null());
const schedules = once(() => z.array(DeploymentSchedule()));

export const deploymentRoutes = [
  route("POST /deployments/", {
    summary: "Creates a deployment, or overwrites the one of that flow and name.",
    body: DeploymentCreate,
    answer: DeploymentResponse,
    status: [201, 200],
  }),
  route("PATCH /deployments/{id:uuid}", {
    summary: "Changes the given fields of a deployment.",
    body: DeploymentUpdate,
  }),
  route("GET /deployments/{id:uuid}", { summary: "One deployment.", answer: DeploymentResponse }),
  route("DELETE /deployments/{id:uuid}", { summary: "Deletes a deployment with its scheduled runs." }),
  route("GET /deployments/name/{flow_name}/{deployment_name}", {
    summary: "One deployment by the names of its flow and itself.",
    answer: DeploymentResponse,
  }),
  route("POST /deployments/filter", {
    summary: "Lists deployments.",
    body: selection,
    answer: once(() => z.array(DeploymentResponse())),
  }),
  route("POST /deployments/paginate", {
    summary: "Pages of deployments.",
    body: pagedSelection,
    answer: once(() => pageOf(DeploymentResponse())),
  }),
  route("POST /deployments/count", {
    summary: "Counts deployments.",
    body: once(() => z.object(flowRunFilters())),
    answer: count,
  }),
  route("POST /deployments/bulk_delete", {
    summary: "Deletes up to 50 deployments that match.",
    body: once(() => z.object({ deployments: DeploymentFilter().nullish(), limit: bulkLimit() })),
    answer: BulkDeleteResponse,
  }),
  route("POST /deployments/get_scheduled_flow_runs", {
    summary: "The due runs of some deployments, for the process that serves them.",
    body: once(() =>
      z.object({
        deployment_ids: z.array(uuid()),
        scheduled_before: timestamp().nullish(),
        limit: z.int().nullish(),
      }),
    ),
    answer: once(() => z.array(FlowRunResponse())),
  }),
  route("POST /deployments/{id:uuid}/schedule", {
    summary: "Makes the scheduled runs of a deployment now.",
    body: once(() =>
      z.object({
        start_time: timestamp().optional(),
        end_time: timestamp().optional(),
        min_time: z.number().optional(),
        min_runs: z.int().optional(),
        max_runs: z.int().optional(),
      }),
    ),
    answer: nothing,
  }),
  route("POST /deployments/{id:uuid}/resume_deployment", {
    summary: "Ends the pause of a deployment.",
    answer: nothing,
  }),
  route("POST /deployments/{id:uuid}/pause_deployment", {
    summary: "Pauses a deployment and drops its scheduled runs.",
    answer: nothing,
  }),
  route("POST /deployments/{id:uuid}/create_flow_run", {
    summary: "Creates a run of a deployment.",
    body: DeploymentFlowRunCreate,
    answer: FlowRunResponse,
    status: [201, 200],
  }),
  route("POST /deployments/{id:uuid}/create_flow_run/bulk", {
    summary: "Creates up to 100 runs of a deployment.",
    body: once(() => z.array(DeploymentFlowRunCreate())),
    answer: FlowRunBulkCreateResponse,
  }),
  route("GET /deployments/{id:uuid}/work_queue_check", {
    summary: "The queues whose legacy filter picks the runs of a deployment.",
    answer: once(() => z.array(WorkQueueResponse())),
  }),
  route("GET /deployments/{id:uuid}/schedules", { summary: "The schedules of a deployment.", answer: schedules }),
  route("POST /deployments/{id:uuid}/schedules", {
    summary: "Adds schedules to a deployment.",
    body: once(() => z.array(DeploymentScheduleCreate())),
    answer: schedules,
    status: 201,
  }),
  route("PATCH /deployments/{id:uuid}/schedules/{schedule_id:uuid}", {
    summary: "Changes a schedule.",
    body: DeploymentScheduleUpdate,
  }),
  route("DELETE /deployments/{id:uuid}/schedules/{schedule_id:uuid}", { summary: "Removes a schedule." }),
  route("POST /sluice/deployments/{id:uuid}/backfill", {
    summary: "Makes the runs of a schedule for times that have passed; never two for one time.",
    body: BackfillRequest,
    answer: Backfill,
  }),
  route("GET /sluice/deployments/{id:uuid}/versions", {
    summary: "What a deployment was after each change of its definition, the latest first.",
    answer: once(() => z.array(DeploymentVersion())),
  }),
  route("POST /sluice/deployments/{id:uuid}/rollback", {
    summary: "Brings a deployment back to an earlier version, by default to the one before; that makes a new version.",
    body: once(() => z.object({ number: z.int().positive().nullish() })),
    answer: DeploymentVersion,
  }),
] as const;
