import { isUuid } from "../../lib/uuid.ts";
import type { Flow } from "../../schemas/flow.ts";
import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import { type CommandApi, openApi } from "../api.ts";
import { found } from "../not-found.ts";
import type { OutputOptions } from "../options.ts";
import { printDetails } from "../print/print.ts";
import { paintState } from "../print/state.ts";
import { fullTime, relativeTime } from "../print/time.ts";

export async function inspectFlow(text: string, options: OutputOptions): Promise<void> {
  await using api = await openApi();
  const flow = await readFlow(api, text);
  const filter = { flows: { id: { any_: [flow.id] } } };
  const runs = await api.client.call("POST /flow_runs/filter", {
    body: { ...filter, sort: "EXPECTED_START_TIME_DESC", limit: 5 },
  });
  const count = await api.client.call("POST /flow_runs/count", { body: filter });
  printDetails(
    { ...flow, run_count: count },
    {
      ...options,
      entries: [
        ["Flow", flow.name],
        ["Id", flow.id],
        ["Created", fullTime(flow.created)],
        ["Tags", flow.tags.join(", ") || null],
        ["Runs", count],
        ["Latest", runs.map(runLine)],
      ],
    },
  );
}

async function readFlow({ client }: CommandApi, text: string): Promise<Flow> {
  if (isUuid(text)) return await found(client.call("GET /flows/{id:uuid}", { params: { id: text } }), `flow ${text}`);
  return await found(client.call("GET /flows/name/{name}", { params: { name: text } }), `flow "${text}"`);
}

function runLine(run: FlowRunResponse): string {
  const state = paintState(run.state_type, run.state_name ?? "-");
  return `${run.id}  ${run.name}  ${state}  ${relativeTime(run.state?.timestamp ?? run.created ?? "")}`;
}
