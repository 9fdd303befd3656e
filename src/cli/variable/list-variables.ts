import type { Variable } from "../../schemas/variable.ts";
import { openApi } from "../api.ts";
import type { ListOptions } from "../options.ts";
import { inPages } from "../pages.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { timeInList } from "../print/time.ts";
import { valueText } from "./read-variable.ts";

export async function listVariables(options: ListOptions): Promise<void> {
  await using api = await openApi();
  const variables = await inPages(options.limit, (page) =>
    api.client.call("POST /variables/filter", { body: { sort: "NAME_ASC", ...page } }),
  );
  printList(variables, { ...options, columns, empty: `No variables in ${api.where}.` });
}

const longest = 60;

const columns: Column<Variable>[] = [
  { head: "Name", text: (variable) => variable.name, paint: paint.cyan },
  { head: "Value", text: ({ value }) => shortened(valueText(value)) },
  { head: "Updated", text: (variable) => timeInList(variable.updated), paint: paint.dim },
];

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
