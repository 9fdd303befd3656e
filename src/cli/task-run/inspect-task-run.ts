import type { TaskRunDetails } from "../../schemas/run-details.ts";
import type { TaskInputs, TaskRun } from "../../schemas/task-run.ts";
import { openApi } from "../api.ts";
import { findRun } from "../find-run.ts";
import { found, ifServed } from "../not-found.ts";
import type { OutputOptions } from "../options.ts";
import type { Detail } from "../print/details.ts";
import { printDetails } from "../print/print.ts";
import { paintState } from "../print/state.ts";
import { durationText, fullTime } from "../print/time.ts";

type Inspected = TaskRun & Partial<TaskRunDetails>;

export async function inspectTaskRun(text: string, options: OutputOptions): Promise<void> {
  await using api = await openApi();
  const id = await findRun(api, "task run", text);
  const run = await found(api.client.call("GET /task_runs/{id:uuid}", { params: { id } }), `task run ${id}`);
  const details = await ifServed(api.client.call("GET /sluice/task_runs/{id:uuid}", { params: { id } }));
  const inspected: Inspected = { ...run, ...details };
  printDetails(inspected, { ...options, entries: entriesOf(inspected) });
}

function entriesOf(run: Inspected): Detail[] {
  return [
    ["Task run", run.name],
    ["Id", run.id],
    ["Flow run", run.flow_run_id],
    ["State", run.state_name === null ? null : paintState(run.state_type, run.state_name)],
    ["Message", run.state?.message ?? null],
    ["Started", fullTime(run.start_time)],
    ["Ended", fullTime(run.end_time)],
    ["Run time", run.total_run_time > 0 ? durationText(run.total_run_time) : null],
    ["Run count", run.run_count],
    ["Retries", run.empirical_policy.retries ?? null],
    ["Tags", run.tags.join(", ") || null],
    [
      "Inputs",
      Object.entries(run.task_inputs).map(([name, inputs]) => `${name}: ${inputs.map(inputText).join(", ") || "none"}`),
    ],
    ["Cache key", run.cache_key],
    ["Reused", run.reused ?? null],
    ["Reuse is weak", run.weak ?? null],
    ["Not durable", run.not_durable ?? null],
    ["Child flow run", run.state?.state_details.child_flow_run_id ?? null],
  ];
}

function inputText(input: TaskInputs[string][number]): string {
  switch (input.input_type) {
    case "task_run":
      return `task run ${input.id}`;
    case "flow_run":
      return `flow run ${input.id}`;
    case "parameter":
      return `parameter ${input.name}`;
    case "constant":
      return `a ${input.type}`;
  }
}
