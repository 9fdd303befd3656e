import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import { stateTypes, type StateType } from "../../schemas/state.ts";
import { openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import type { ListOptions } from "../options.ts";
import { inPages } from "../pages.ts";
import { printList } from "../print/print.ts";
import { paint } from "../print/paint.ts";
import { paintState } from "../print/state.ts";
import type { Column } from "../print/table.ts";
import { timeInList } from "../print/time.ts";
import { flowNames } from "./flow-names.ts";

export interface ListFlowRunsOptions extends ListOptions {
  flowName?: string[];
  state?: string[];
  stateType?: string[];
  tag?: string[];
}

type Row = FlowRunResponse & { flow_name: string };

export async function listFlowRuns(options: ListFlowRunsOptions): Promise<void> {
  const filters = filtersOf(options);
  await using api = await openApi();
  const runs = await inPages(options.limit, (page) =>
    api.client.call("POST /flow_runs/filter", { body: { ...filters, sort: "EXPECTED_START_TIME_DESC", ...page } }),
  );
  const names = await flowNames(api.client, runs);
  const rows = runs.map((run) => ({ ...run, flow_name: names.get(run.flow_id) ?? "?" }));
  printList(rows, { ...options, columns, empty: `No flow runs in ${api.where}.` });
}

const columns: Column<Row>[] = [
  { head: "ID", text: (run) => run.id, paint: paint.cyan },
  { head: "Flow", text: (run) => run.flow_name },
  { head: "Name", text: (run) => run.name },
  { head: "State", text: (run) => run.state_name ?? "-", paint: (text, run) => paintState(run.state_type, text) },
  { head: "When", text: (run) => timeInList(run.state?.timestamp ?? run.created), paint: paint.dim },
];

function filtersOf({ flowName, state, stateType, tag }: ListFlowRunsOptions) {
  const type = stateType && { any_: stateType.map(parseStateType) };
  const name = state && { any_: state };
  const states = type || name ? { state: { ...(type && { type }), ...(name && { name }) } } : {};
  const isDue = type || name ? {} : { expected_start_time: { before_: new Date().toISOString() } }; // what is to come is asked for by its state
  const flowRuns = { ...states, ...isDue, ...(tag && { tags: { all_: tag } }) };
  return { ...(flowName && { flows: { name: { any_: flowName } } }), flow_runs: flowRuns };
}

export function parseStateType(text: string): StateType {
  const type = stateTypes.find((known) => known === text.toUpperCase());
  if (type !== undefined) return type;
  throw new CommandFailure(`"${text}" is no type of state; those are ${stateTypes.join(", ")}.`);
}
