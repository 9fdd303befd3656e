import { HttpStatusError } from "../client/http-errors.ts";
import { isUuid } from "../lib/uuid.ts";
import type { RunReference } from "../schemas/run-details.ts";
import type { CommandApi } from "./api.ts";
import { CommandFailure } from "./failure.ts";

type Kind = "flow run" | "task run";

/**
 * The run that a person means by an id, the beginning of one (six digits or more), or a name.
 *
 * @throws {CommandFailure} no run fits, or several do
 */
export async function findRun(api: CommandApi, kind: Kind, text: string): Promise<string> {
  if (isUuid(text)) return text;
  const runs = await candidates(api, kind, text);
  if (runs.length === 1) return runs[0]!.id;
  throw new CommandFailure(runs.length === 0 ? noneFits(api, kind, text) : severalFit(kind, text, runs));
}

async function candidates({ client }: CommandApi, kind: Kind, text: string): Promise<RunReference[]> {
  try {
    const body = { text };
    if (kind === "flow run") return await client.call("POST /sluice/flow_runs/find", { body });
    return await client.call("POST /sluice/task_runs/find", { body });
  } catch (error) {
    if (!(error instanceof HttpStatusError) || error.status !== 404) throw error;
    return await namedLike({ client }, kind, text); // a Prefect server, which has no such route
  }
}

async function namedLike({ client }: Pick<CommandApi, "client">, kind: Kind, text: string): Promise<RunReference[]> {
  const name = { any_: [text] };
  if (kind === "flow run")
    return await client.call("POST /flow_runs/filter", { body: { flow_runs: { name }, limit: 10 } });
  return await client.call("POST /task_runs/filter", { body: { task_runs: { name }, limit: 10 } });
}

function noneFits({ where }: CommandApi, kind: Kind, text: string): string {
  return `There is no ${kind} "${text}" in ${where}. Give its name, its id, or at least six digits of the id's beginning.`;
}

function severalFit(kind: Kind, text: string, runs: readonly RunReference[]): string {
  const lines = runs.map(({ id, name }) => `  ${id}  ${name}`);
  return [`"${text}" fits several ${kind}s, the newest first; give more of the id:`, ...lines].join("\n");
}
