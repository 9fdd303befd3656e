import type { Json, JsonObject } from "../../lib/json.ts";

/** What is wrong with a pool's base job template; undefined when nothing is. An empty one is none, and fine. */
export function templateFault(template: JsonObject): string | undefined {
  if (Object.keys(template).length === 0) return undefined;
  const { job_configuration: configuration, variables } = template;
  if (configuration === undefined || variables === undefined) {
    return "A base job template has the keys `job_configuration` and `variables`.";
  }
  const declared = isObject(variables) && isObject(variables["properties"]) ? variables["properties"] : {};
  const missing = [...placeholdersOf(configuration)].filter((name) => !Object.hasOwn(declared, name));
  if (missing.length === 0) return undefined;
  return `The job configuration uses variables that \`variables\` does not declare: ${missing.toSorted().join(", ")}.`;
}

// `{{ name }}`; `{{ $NAME }}`, `{{ prefect.… }}` and `{{ ctx.… }}` are filled in elsewhere.
const placeholder = /\{\{\s*([\w.$-]+)\s*\}\}/g;

function placeholdersOf(value: Json): Set<string> {
  const names = [...JSON.stringify(value).matchAll(placeholder)].map(([, name]) => name!);
  return new Set(names.filter((name) => !/^(\$|prefect\.|ctx\.)/.test(name)));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
