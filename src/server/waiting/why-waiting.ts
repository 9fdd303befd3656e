// What a run waits for follows from rows only: nothing here changes any, or asks a process.

import type { Kysely, Selectable } from "kysely";
import { isoFromMicros, type Micros } from "../../lib/clock.ts";
import { fateOf } from "../../lib/process-identity.ts";
import type { WaitingReason } from "../../schemas/waiting.ts";
import type { FlowRunTable, FlowRunStateTable, Tables } from "../db/tables.ts";
import { timeOf, type StateDetails } from "../orchestration/run-state.ts";
import { placeReasons } from "./place-reasons.ts";
import { reason } from "./reason.ts";
import { limitReasons, slotReasons } from "./slot-reasons.ts";

export type WaitingRun = Pick<
  Selectable<FlowRunTable>,
  | "id"
  | "name"
  | "state_type"
  | "state_name"
  | "state_timestamp"
  | "next_scheduled_start_time"
  | "deployment_id"
  | "work_queue_id"
  | "lease_expires_at"
  | "owner"
  | "parent_task_run_id"
> & { details: Selectable<FlowRunStateTable>["details"] };

const runColumns = [
  "flow_run.id",
  "flow_run.name",
  "state_type",
  "state_name",
  "state_timestamp",
  "next_scheduled_start_time",
  "deployment_id",
  "work_queue_id",
  "lease_expires_at",
  "owner",
  "parent_task_run_id",
] as const;

export interface WhyWaiting {
  run: WaitingRun;
  reasons: WaitingReason[];
}

/** Why a flow run does not go on now, what stands in its way first; no reasons for one that does. */
export async function whyWaiting(db: Kysely<Tables>, id: string, now: Micros): Promise<WhyWaiting | undefined> {
  const run = await db
    .selectFrom("flow_run")
    .leftJoin("flow_run_state", "flow_run_state.id", "flow_run.state_id")
    .select([...runColumns, "flow_run_state.details as details"])
    .where("flow_run.id", "=", id)
    .executeTakeFirst();
  return run === undefined ? undefined : { run, reasons: await reasonsOf(db, run, now) };
}

async function reasonsOf(db: Kysely<Tables>, run: WaitingRun, now: Micros): Promise<WaitingReason[]> {
  switch (run.state_type) {
    case "SCHEDULED":
      return await scheduledReasons(db, run, now);
    case "PENDING":
      return lostProcess(run, now) ?? [starting(run), ...(await slotReasons(db, run, now))];
    case "RUNNING":
      return lostProcess(run, now) ?? (await slotReasons(db, run, now));
    case "PAUSED":
      return [paused(run)];
    case "CANCELLING":
      return lostProcess(run, now) ?? [cancelling(run)];
    case "COMPLETED":
    case "FAILED":
    case "CANCELLED":
    case "CRASHED":
    case null:
      return [];
  }
}

async function scheduledReasons(db: Kysely<Tables>, run: WaitingRun, now: Micros): Promise<WaitingReason[]> {
  const time = run.next_scheduled_start_time;
  if (time !== null && time > now) return [ahead(run, time)];
  if (run.deployment_id === null) return run.lease_expires_at === null ? [nobody(run)] : [poll(run)];
  const found = [...(await limitReasons(db, run, now)), ...(await placeReasons(db, run, now))];
  return found.length > 0 ? found : [poll(run)];
}

function ahead({ state_name, state_timestamp: since }: WaitingRun, until: Micros): WaitingReason {
  const at = isoFromMicros(until);
  if (state_name === "AwaitingRetry") return reason("retry", `It is tried again at ${at}.`, { since, until });
  return reason("scheduled-time", `It is scheduled for ${at}.`, { since, until });
}

/** A run without a deployment is started by the program that made it. */
function nobody({ id, state_name, state_timestamp: since }: WaitingRun): WaitingReason {
  const message = "It belongs to no deployment, and no process has it: nothing starts it by itself.";
  const verb = state_name === "Resuming" || state_name === "AwaitingRetry" ? "Go on with it" : "Start it";
  return reason("nobody", message, { since, whatToDo: `${verb} here: sluice flow-run retry ${id}` });
}

function poll({ state_timestamp, next_scheduled_start_time }: WaitingRun): WaitingReason {
  const since = next_scheduled_start_time ?? state_timestamp;
  return reason("poll", "It is due, and nothing stands in its way: it starts when it is asked for next.", { since });
}

function starting({ state_timestamp: since, owner }: WaitingRun): WaitingReason {
  const who = owner === null ? "A worker or runner" : `Process ${owner.pid} on ${owner.host}`;
  return reason("start", `${who} has claimed it, and its code has not begun yet.`, { since });
}

function lostProcess({ id, lease_expires_at: until, owner, deployment_id }: WaitingRun, now: Micros) {
  const isGone = owner !== null && fateOf(owner) === "gone";
  if (until === null || (until > now && !isGone)) return undefined;
  const process = owner === null ? "The process that had it" : `Process ${owner.pid} on ${owner.host}`;
  const message = `${process} is gone: the run is settled when its lease has ended and the next sweep comes by.`;
  const whatToDo = deployment_id === null ? `Go on with it at once: sluice flow-run retry ${id}` : "Nothing.";
  return [reason("lost-process", message, { until, whatToDo })];
}

function paused({ id, state_timestamp: since, details: stored }: WaitingRun): WaitingReason {
  const details: StateDetails = stored ?? {};
  const keys = details["run_input_keyset"] as { schema?: string } | null | undefined;
  const until = timeOf(details.pause_timeout);
  const asks = keys == null ? "" : " with input";
  const message = `It waits for somebody to resume it${asks}${until === null ? "" : ` until ${isoFromMicros(until)}`}.`;
  const input = keys == null ? "" : " --input <json>";
  return reason(details.pause_reschedule ? "suspension" : "pause", message, {
    since,
    until,
    for: keys?.schema === undefined ? [] : [{ type: "run-input", id: null, name: keys.schema }],
    whatToDo: `Resume it: sluice flow-run resume ${id}${input}`,
  });
}

function cancelling({ state_timestamp: since }: WaitingRun): WaitingReason {
  return reason("cancelling", "Its process has been told to stop, and has not ended yet.", { since });
}
