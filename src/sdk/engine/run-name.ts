/** Fills a template such as `"load {table} to {target.schema}"` from parameters. A name that is missing throws. */
export function fillTemplate(template: string, values: Record<string, unknown>): string {
  return template.replace(/\{\{|\}\}|\{([^{}]+)\}/g, (found, path: string | undefined) => {
    if (path === undefined) return found[0] as string; // {{ and }} stand for the braces themselves
    return text(follow(values, path.trim()));
  });
}

function follow(values: Record<string, unknown>, path: string): unknown {
  let value: unknown = values;
  const keys = path.replaceAll(/\[['"]?([^\]'"]+)['"]?\]/g, ".$1").split(".");
  for (const key of keys) {
    if (value === null || typeof value !== "object" || !(key in value)) {
      throw new ReferenceError(
        `The run name template asks for "${path}", but there is no ${key}. Known: ${Object.keys(values).join(", ") || "nothing"}.`,
      );
    }
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" ? JSON.stringify(value) : String(value as number);
}

/** @throws {TypeError} when a name function gives no string */
export function madeName(
  make: string | ((parameters: Record<string, unknown>) => string),
  parameters: Record<string, unknown>,
): string {
  if (typeof make === "string") return fillTemplate(make, parameters);
  const name: unknown = make(parameters);
  if (typeof name !== "string") throw new TypeError(`A run name function must return a string, not ${typeof name}.`);
  return name;
}
