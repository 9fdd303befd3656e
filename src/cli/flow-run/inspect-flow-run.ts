import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import type { FlowRunAttempt, FlowRunDetails } from "../../schemas/run-details.ts";
import { openApi } from "../api.ts";
import { findRun } from "../find-run.ts";
import { found, ifServed } from "../not-found.ts";
import type { OutputOptions } from "../options.ts";
import type { Detail } from "../print/details.ts";
import { printDetails } from "../print/print.ts";
import { paintState } from "../print/state.ts";
import { durationText, fullTime } from "../print/time.ts";
import type { Waiting } from "../../schemas/waiting.ts";
import { flowNames } from "./flow-names.ts";
import { waitingLines } from "./why-flow-run.ts";

type Inspected = FlowRunResponse & { flow_name: string } & Partial<FlowRunDetails> & { waiting?: Waiting["reasons"] };

export async function inspectFlowRun(text: string, options: OutputOptions): Promise<void> {
  await using api = await openApi();
  const id = await findRun(api, "flow run", text);
  const run = await found(api.client.call("GET /flow_runs/{id:uuid}", { params: { id } }), `flow run ${id}`);
  const details = await ifServed(api.client.call("GET /sluice/flow_runs/{id:uuid}", { params: { id } }));
  const waiting = await ifServed(api.client.call("GET /sluice/flow_runs/{id:uuid}/waiting", { params: { id } }));
  const names = await flowNames(api.client, [run]);
  const inspected: Inspected = {
    ...run,
    flow_name: names.get(run.flow_id) ?? "?",
    ...details,
    waiting: waiting?.reasons ?? [],
  };
  printDetails(inspected, { ...options, entries: entriesOf(inspected) });
}

function entriesOf(run: Inspected): Detail[] {
  return [
    ["Flow run", run.name],
    ["Id", run.id],
    ["Flow", run.flow_name],
    ["State", run.state_name === null ? null : paintState(run.state_type, run.state_name)],
    ["Message", run.state?.message ?? null],
    ["Waits", (run.waiting ?? []).flatMap(waitingLines)],
    ["Scheduled", run.start_time === null ? fullTime(run.expected_start_time) : null],
    ["Started", fullTime(run.start_time)],
    ["Ended", fullTime(run.end_time)],
    ["Start took", startLine(run.labels)],
    ["Run time", run.total_run_time > 0 ? durationText(run.total_run_time) : null],
    ["Parameters", jsonLines(run.parameters)],
    ["Tags", run.tags.join(", ") || null],
    ["Deployment", run.deployment_id],
    ["Retries", run.empirical_policy.retries ?? null],
    ["Run count", run.run_count],
    ["Attempts", (run.attempts ?? []).map(attemptLine)],
    ["Notes", run.notes ?? []],
    ["Reused", (run.reused ?? []).map(({ name, reason }) => `${name}: ${reason}`)],
  ];
}

const steps = ["queued", "claimed", "process", "code", "running"];

/** Where the time went between due and running, for a run that a runner has started. */
function startLine(labels: FlowRunResponse["labels"]): string | null {
  const taken = steps.flatMap((step) => {
    const ms = labels[`sluice.start.${step}_ms`];
    return ms === undefined ? [] : `${step} ${String(ms)} ms`;
  });
  if (taken.length === 0) return null;
  return `${taken.join(", ")}${labels["sluice.start.warm"] === true ? " (warm)" : ""}`;
}

function attemptLine({ attempt, cause, started, ended, host, pid }: FlowRunAttempt): string {
  const process = host === null ? "" : `, process ${pid} on ${host}`;
  return `${attempt}. ${reasons[cause]} ${started}, ${ended === null ? "not ended" : `ended ${ended}`}${process}`;
}

const reasons: Record<FlowRunAttempt["cause"], string> = {
  start: "started",
  manual: "taken up by hand",
  failed: "retried after a failure",
  crashed: "retried after a crash",
};

export function jsonLines(value: unknown): string | null {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0
    ? null
    : JSON.stringify(value, null, 2);
}
