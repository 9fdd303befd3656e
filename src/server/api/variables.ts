import { parseExactJson } from "../../lib/exact-json.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { VariableUpdate } from "../../schemas/variable.ts";
import {
  countVariables,
  deleteVariable,
  insertVariable,
  listVariables,
  readVariable,
  updateVariable,
  type VariableKey,
  type VariableRow,
} from "../db/variables.ts";
import { tellOfChange } from "../events/change-events.ts";
import { conflict, found } from "./http/api-error.ts";
import { jsonText } from "./http/json-text.ts";
import { storedOnWire } from "./on-wire/time.ts";
import { sliceOf } from "./http/paging.ts";
import { type Api, serve } from "./http/serve.ts";
import { invalidRequest } from "./http/validation-error.ts";

const missing = "Variable not found.";
const largestValue = 5000;

export const servedVariables = [
  serve("POST /variables/", async ({ body }, { store }) => {
    const variable = await store.write(async (tx) => {
      const name = checkedName(body.name);
      const value = checkedValue(body.value);
      const row = { id: uuidv7(), created: tx.now, updated: tx.now, name, value, tags: [...new Set(body.tags)] };
      if (!(await insertVariable(tx, row))) throw nameTaken(body.name);
      await tellOfChange(tx, { kind: "variable", ...row }, "created");
      return row;
    });
    return variableOnWire(variable);
  }),

  serve("GET /variables/{id:uuid}", ({ params }, api) => read(api, { id: params.id })),
  serve("GET /variables/name/{name}", ({ params }, api) => read(api, { name: params.name })),
  serve("PATCH /variables/{id:uuid}", ({ params, body }, api) => change(api, { id: params.id }, body)),
  serve("PATCH /variables/name/{name}", ({ params, body }, api) => change(api, { name: params.name }, body)),
  serve("DELETE /variables/{id:uuid}", ({ params }, api) => remove(api, { id: params.id })),
  serve("DELETE /variables/name/{name}", ({ params }, api) => remove(api, { name: params.name })),

  serve("POST /variables/filter", async ({ body }, api) => {
    const list = { filter: body.variables, sort: body.sort ?? "NAME_ASC", ...sliceOf(body, api) };
    return (await listVariables(api.store, list)).map(variableOnWire);
  }),

  serve("POST /variables/count", ({ body }, { store }) => countVariables(store, body.variables)),
];

async function read({ store }: Api, key: VariableKey) {
  return variableOnWire(found(await readVariable(store, key), missing));
}

async function change({ store }: Api, key: VariableKey, { name, value, tags }: VariableUpdate): Promise<undefined> {
  const changes = {
    ...(name === undefined || name === null ? {} : { name: checkedName(name) }),
    ...(value === undefined ? {} : { value: checkedValue(value) }),
    ...(tags === undefined || tags === null ? {} : { tags: [...new Set(tags)] }),
  };
  await store.write(async (tx) => {
    const variable = found(await updateVariable(tx, key, changes), missing);
    await tellOfChange(tx, { kind: "variable", ...variable }, "updated", { updated_fields: Object.keys(changes) });
  });
  return undefined;
}

async function remove({ store }: Api, key: VariableKey): Promise<undefined> {
  await store.write(async (tx) => {
    const variable = found(await deleteVariable(tx, key), missing);
    await tellOfChange(tx, { kind: "variable", ...variable }, "deleted");
  });
  return undefined;
}

function nameTaken(name: string) {
  return conflict(`A variable with the name '${name}' already exists.`);
}

function checkedName(name: string): string {
  if (/^[a-z0-9_-]*$/.test(name)) return name;
  const msg = "Value error, name must only contain lowercase letters, numbers, and dashes or underscores.";
  throw invalidRequest([{ type: "value_error", loc: ["body", "name"], msg, input: name }], null);
}

function checkedValue(value: unknown): string {
  const text = jsonText(value ?? null);
  if (text.length <= largestValue) return text;
  const msg = `Value error, Variable value must be less than ${largestValue} characters when serialized to JSON.`;
  throw invalidRequest([{ type: "value_error", loc: ["body", "value"], msg, input: null }], null);
}

function variableOnWire(variable: VariableRow) {
  return {
    ...storedOnWire(variable),
    name: variable.name,
    value: parseExactJson(variable.value),
    tags: variable.tags,
  };
}
