import type { Variable } from "../../schemas/variable.ts";
import { type CommandApi, openApi } from "../api.ts";
import { found } from "../not-found.ts";
import type { OutputOptions } from "../options.ts";
import { printDetails } from "../print/print.ts";
import { fullTime } from "../print/time.ts";

export async function getVariable(name: string): Promise<void> {
  await using api = await openApi();
  console.log(valueText((await readVariable(api, name)).value));
}

export async function inspectVariable(name: string, options: OutputOptions): Promise<void> {
  await using api = await openApi();
  const variable = await readVariable(api, name);
  printDetails(variable, {
    ...options,
    entries: [
      ["Variable", variable.name],
      ["Id", variable.id],
      ["Value", valueText(variable.value)],
      ["Tags", variable.tags.join(", ") || null],
      ["Created", fullTime(variable.created)],
      ["Updated", fullTime(variable.updated)],
    ],
  });
}

function readVariable({ client }: CommandApi, name: string): Promise<Variable> {
  return found(client.call("GET /variables/name/{name}", { params: { name } }), `variable "${name}"`);
}

export function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
