import type { ErrorObject } from "ajv";
import type { SchemaValueError } from "../../../schemas/ui.ts";

type Path = readonly string[];

/** What is wrong with values, nested as the values are: by property, by index, and as messages at last. */
export function schemaErrorsOnWire(errors: readonly ErrorObject[]): SchemaValueError[] {
  return nested(errors.map((error) => ({ path: pathOf(error), message: messageOf(error) })));
}

interface Placed {
  path: Path;
  message: string;
}

function nested(placed: readonly Placed[]): SchemaValueError[] {
  const here = placed.filter(({ path }) => path.length === 0).map(({ message }) => message);
  const below = Map.groupBy(
    placed.filter(({ path }) => path.length > 0),
    ({ path }) => path[0]!,
  );
  const inner = [...below].map(([key, errors]) => {
    const rest = nested(errors.map(({ path, message }) => ({ path: path.slice(1), message })));
    return /^\d+$/.test(key) ? { index: Number(key), errors: rest } : { property: key, errors: rest };
  });
  return [...here, ...inner];
}

function pathOf({ instancePath, keyword, params }: ErrorObject): Path {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return keyword === "required" ? [...path, String(params["missingProperty"])] : path;
}

function messageOf({ keyword, message, params }: ErrorObject): string {
  return keyword === "required"
    ? `'${String(params["missingProperty"])}' is a required property`
    : (message ?? keyword);
}
