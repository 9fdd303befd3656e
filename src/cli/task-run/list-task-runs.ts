import type { TaskRun } from "../../schemas/task-run.ts";
import { openApi } from "../api.ts";
import { findRun } from "../find-run.ts";
import { parseStateType } from "../flow-run/list-flow-runs.ts";
import type { ListOptions } from "../options.ts";
import { inPages } from "../pages.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import { paintState } from "../print/state.ts";
import type { Column } from "../print/table.ts";
import { timeInList } from "../print/time.ts";

export interface ListTaskRunsOptions extends ListOptions {
  flowRun?: string;
  taskRunName?: string[];
  state?: string[];
  stateType?: string[];
}

export async function listTaskRuns(options: ListTaskRunsOptions): Promise<void> {
  const filter = filterOf(options);
  await using api = await openApi();
  const flowRun = options.flowRun === undefined ? undefined : await findRun(api, "flow run", options.flowRun);
  const filters = { task_runs: filter, ...(flowRun !== undefined && { flow_runs: { id: { any_: [flowRun] } } }) };
  const runs = await inPages(options.limit, (page) =>
    api.client.call("POST /task_runs/filter", { body: { ...filters, sort: "ID_DESC", ...page } }),
  );
  printList(runs, { ...options, columns, empty: `No task runs in ${api.where}.` });
}

const columns: Column<TaskRun>[] = [
  { head: "ID", text: (run) => run.id, paint: paint.cyan },
  { head: "Name", text: (run) => run.name },
  { head: "State", text: (run) => run.state_name ?? "-", paint: (text, run) => paintState(run.state_type, text) },
  { head: "When", text: (run) => timeInList(run.state?.timestamp ?? run.created), paint: paint.dim },
];

function filterOf({ taskRunName, state, stateType }: ListTaskRunsOptions) {
  const type = stateType && { any_: stateType.map(parseStateType) };
  const name = state && { any_: state };
  const states = type || name ? { state: { ...(type && { type }), ...(name && { name }) } } : {};
  return { ...states, ...(taskRunName && { name: { any_: taskRunName } }) };
}
