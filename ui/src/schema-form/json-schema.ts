/** As much of JSON Schema as forms are made of. */
export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  writeOnly?: boolean;
  minimum?: number;
  maximum?: number;
  position?: number;
  required?: string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema | boolean;
  $ref?: string;
  allOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  definitions?: Record<string, JsonSchema>;
  $defs?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
}

export type FieldKind =
  | "choice"
  | "text"
  | "secret"
  | "date"
  | "time"
  | "number"
  | "integer"
  | "switch"
  | "group"
  | "list"
  | "json";

const deepest = 12; // a schema may refer to itself

/** A schema without references, and without the alternative that it is null. */
export function resolved(schema: JsonSchema, root: JsonSchema, depth = 0): JsonSchema {
  if (depth > deepest) return {};
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  if ($ref !== undefined) return { ...resolved(referred($ref, root), root, depth + 1), ...own };
  if (allOf?.length === 1) return { ...resolved(allOf[0]!, root, depth + 1), ...own };
  const alternatives = (anyOf ?? oneOf)?.filter(({ type }) => type !== "null");
  if (alternatives?.length === 1) return { ...resolved(alternatives[0]!, root, depth + 1), ...own };
  return schema;
}

function referred(ref: string, root: JsonSchema): JsonSchema {
  const name = decodeURIComponent(ref.split("/").at(-1)!);
  return root.definitions?.[name] ?? root.$defs?.[name] ?? {};
}

/** By what a value of a (resolved) schema is typed in; `json` where nothing simpler fits. */
export function kindOf(schema: JsonSchema): FieldKind {
  if (schema.enum !== undefined && schema.enum.every((value) => typeof value !== "object")) return "choice";
  const type = Array.isArray(schema.type) ? schema.type.find((name) => name !== "null") : schema.type;
  switch (type) {
    case "string":
      return textKind(schema);
    case "number":
    case "integer":
      return type;
    case "boolean":
      return "switch";
    case "object":
      return schema.properties === undefined ? "json" : "group";
    case "array":
      return typeof schema.items === "object" ? "list" : "json";
    default:
      return schema.properties === undefined ? "json" : "group";
  }
}

function textKind({ format, writeOnly }: JsonSchema): FieldKind {
  if (writeOnly === true || format === "password") return "secret";
  if (format === "date") return "date";
  return format === "date-time" ? "time" : "text";
}

/** The properties of a schema in the order in which its author has them. */
export function propertiesOf(schema: JsonSchema): [name: string, schema: JsonSchema][] {
  const place = ({ position }: JsonSchema): number => position ?? Number.POSITIVE_INFINITY;
  return Object.entries(schema.properties ?? {}).toSorted(([, a], [, b]) =>
    place(a) === place(b) ? 0 : place(a) - place(b),
  );
}

/** The values that a schema gives to what nobody typed in, over those that are given. */
export function withDefaults(
  schema: JsonSchema,
  given: Record<string, unknown>,
  root = schema,
): Record<string, unknown> {
  const defaults = propertiesOf(schema).flatMap(([name, property]) => {
    const value = resolved(property, root).default;
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(defaults), ...given };
}
