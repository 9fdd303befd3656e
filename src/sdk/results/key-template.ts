import { ConfigurationError } from "../errors.ts";

/** What a template may name: `flow_run`, `task_run`, `deployment`, `parameters`, … (T-014). */
export type TemplateValues = Readonly<Record<string, unknown>>;

const piece = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

/**
 * Fills a result key's template: `"{flow_run.id}/{parameters[url]}.json"`. Braces are doubled to stand for themselves.
 * @throws {ConfigurationError} a name that is not there, a value that is no text, or a brace that is not closed
 */
export function formatKey(template: string, values: TemplateValues): string {
  return template.replace(piece, (match, path: string | undefined) => {
    if (match === "{{" || match === "}}") return match.charAt(0);
    if (path === undefined) throw refused(template, `it has a single "${match}"`);
    return asText(path, lookUp(path, values, template), template);
  });
}

/** Own fields only: a template is no way to a prototype. */
function lookUp(path: string, values: TemplateValues, template: string): unknown {
  let at: unknown = values;
  for (const name of path.split(/[.[\]]+/).filter((part) => part !== "")) {
    const found =
      typeof at === "object" && at !== null
        ? [name, camelCase(name)].find((key) => Object.hasOwn(at as object, key))
        : undefined;
    if (found === undefined)
      throw refused(template, `there is no "${path}" (there are: ${Object.keys(values).join(", ")})`);
    at = (at as Record<string, unknown>)[found];
  }
  return at;
}

function asText(path: string, value: unknown, template: string): string {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    default:
      if (value instanceof Date) return value.toISOString();
      throw refused(template, `"${path}" is no text or number`);
  }
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function refused(template: string, reason: string): ConfigurationError {
  return new ConfigurationError(`The result key template ${JSON.stringify(template)} cannot be filled: ${reason}.`);
}
