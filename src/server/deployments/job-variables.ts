import { withPlainNumbers } from "../../lib/exact-json.ts";
import type { Json, JsonObject } from "../../lib/json.ts";
import { schemaErrors } from "../json-schema.ts";
import { isObject } from "./base-job-template.ts";
import { loosened } from "./loosened-schema.ts";

export interface JobVariables {
  /** The base job template of the work pool. */
  template: JsonObject;
  /** What the deployment sets, then what the run does; later ones win. */
  layers: readonly JsonObject[];
  /** Whether this is all there will be: then everything that is required has to be there. */
  complete: boolean;
}

/** What is wrong with the job variables by the template of their pool; undefined when they fit. */
export async function jobVariablesFault({ template, layers, complete }: JobVariables): Promise<string | undefined> {
  const schema = template["variables"];
  if (!isObject(schema) || Object.keys(schema).length === 0) return undefined;
  const { defaults, someAreInvalid } = await defaultsOf(schema);
  const values = withPlainNumbers(Object.assign({}, defaults, ...layers)) as JsonObject;
  const references = Object.keys(values).filter((name) => isReference(values[name]!));
  for (const name of references) delete values[name];
  const ignoreRequired = !complete || someAreInvalid || references.length > 0;
  const errors = await schemaErrors(loosened(schema, { ignoreRequired, nullWithDefault: true }), values);
  return errors.length === 0 ? undefined : errors.map(sayError).join("; ");
}

function sayError({ instancePath, message, params }: Awaited<ReturnType<typeof schemaErrors>>[number]): string {
  const place = instancePath === "" ? "" : `'${instancePath.slice(1).replaceAll("/", ".")}' `;
  const extra = typeof params["additionalProperty"] === "string" ? ` ('${params["additionalProperty"]}')` : "";
  return `${place}${message ?? "does not fit"}${extra}`;
}

/** The defaults that the schema itself accepts: pools exist whose defaults do not fit, and they work. */
async function defaultsOf(schema: JsonObject): Promise<{ defaults: JsonObject; someAreInvalid: boolean }> {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const lenient = loosened(schema, { ignoreRequired: true });
  const defaults: JsonObject = {};
  let someAreInvalid = false;
  for (const [name, field] of Object.entries(properties)) {
    if (!isObject(field) || !Object.hasOwn(field, "default")) continue;
    const value = field["default"]!;
    if (isReference(value)) continue;
    const errors = await schemaErrors(lenient, { [name]: value });
    if (errors.length === 0) defaults[name] = value;
    else someAreInvalid = true;
  }
  return { defaults, someAreInvalid };
}

/** `{"$ref": {"block_document_id": …}}`: the worker reads the block when it starts the run. */
function isReference(value: Json): boolean {
  return isObject(value) && isObject(value["$ref"]);
}
