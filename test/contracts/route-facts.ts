// The shapes of an OpenAPI document as short facts, so that two documents can be compared and one can be kept.
//
// A shape is a text: `uuid`, `time`, `string`, `int`, `number`, `bool`, `any`, `null`, `=value`, `[shape]` for lists,
// `{shape}` for maps, `@Name` for an object of the document; alternatives are joined by `|`.

export type Shape = string;
/** The fields of an object; the name of one that must be there ends in `*`. */
export type Fields = Record<string, Shape>;

export interface RouteFact {
  query: Fields;
  body: Shape | null;
  answer: Shape | null;
}

export interface ContractFacts {
  /** By method and path: `GET /flows/{id}`. */
  routes: Record<string, RouteFact>;
  objects: Record<string, Fields>;
}

type Json = Record<string, unknown>;

/** The facts of a document; an object that `skip` names is known as `any` object and no further. */
export function factsOf(document: Json, skip: (name: string) => boolean = () => false): ContractFacts {
  const schemas = ((document["components"] as Json)["schemas"] ?? {}) as Record<string, Json>;
  const objects: Record<string, Fields> = {};
  const describe = describer(schemas, objects, skip);
  const routes: Record<string, RouteFact> = {};
  for (const [path, operations] of Object.entries(document["paths"] as Record<string, Record<string, Json>>)) {
    for (const [method, operation] of Object.entries(operations)) {
      routes[`${method.toUpperCase()} ${path}`] = routeFact(operation, describe);
    }
  }
  return { routes, objects };
}

type Describe = (schema: Json) => Shape;

function routeFact(operation: Json, describe: Describe): RouteFact {
  const query: Fields = {};
  for (const parameter of (operation["parameters"] ?? []) as Json[]) {
    if (parameter["in"] !== "query") continue;
    const name = `${String(parameter["name"])}${parameter["required"] === true ? "*" : ""}`;
    query[name] = describe(parameter["schema"] as Json);
  }
  const success = Object.entries(operation["responses"] as Record<string, Json>).find(([status]) => status < "300");
  return {
    query,
    body: contentShape(operation["requestBody"], describe),
    answer: contentShape(success?.[1], describe),
  };
}

function contentShape(holder: unknown, describe: Describe): Shape | null {
  const content = (holder as Json | undefined)?.["content"] as Record<string, { schema?: Json }> | undefined;
  const schema = content === undefined ? undefined : Object.values(content)[0]?.schema;
  return schema === undefined ? null : describe(schema);
}

function describer(
  schemas: Record<string, Json>,
  objects: Record<string, Fields>,
  skip: (name: string) => boolean,
): Describe {
  const describe = (schema: Json): Shape => {
    const reference = schema["$ref"];
    if (typeof reference === "string") return named(reference.split("/").at(-1)!);
    const alternatives = schema["anyOf"] ?? schema["oneOf"];
    if (Array.isArray(alternatives)) return joined(alternatives.map((one) => describe(one as Json)));
    if ("const" in schema) return `=${String(schema["const"])}`;
    if (Array.isArray(schema["enum"])) return joined(schema["enum"].map((value) => `=${String(value)}`));
    const types = [(schema["type"] ?? "any") as string | string[]].flat();
    return joined(types.map((type) => typed(type, schema)));
  };

  const named = (name: string): Shape => {
    const schema = schemas[name];
    if (schema === undefined) throw new Error(`the document has no schema ${name}`);
    if (skip(name)) return "{any}";
    if (schema["properties"] === undefined) return describe(schema);
    if (!(name in objects)) {
      objects[name] = {}; // before its fields: it may refer to itself
      objects[name] = fields(schema);
    }
    return `@${name}`;
  };

  const fields = (schema: Json): Fields => {
    const required = new Set((schema["required"] ?? []) as string[]);
    const properties = Object.entries(schema["properties"] as Record<string, Json>);
    return Object.fromEntries(properties.map(([name, one]) => [required.has(name) ? `${name}*` : name, describe(one)]));
  };

  const typed = (type: string, schema: Json): Shape => {
    if (type === "string") return formats[String(schema["format"])] ?? "string";
    if (type === "integer") return "int";
    if (type === "boolean") return "bool";
    if (type === "array") return `[${items(schema)}]`;
    if (type !== "object") return type;
    if (schema["properties"] !== undefined) return inline(schema);
    const values = schema["additionalProperties"];
    return `{${typeof values === "object" && values !== null ? describe(values as Json) : "any"}}`;
  };

  const items = (schema: Json): Shape => {
    const places = schema["prefixItems"] as Json[] | undefined;
    if (places !== undefined) return joined(places.map(describe));
    return typeof schema["items"] === "object" ? describe(schema["items"] as Json) : "any";
  };

  const inline = (schema: Json): Shape => {
    const shape = fields(schema);
    const name = `inline:${JSON.stringify(shape)}`;
    const known = Object.keys(objects).find(
      (key) => key.startsWith("inline") && JSON.stringify(objects[key]) === name.slice(7),
    );
    const key = known ?? `inline${Object.keys(objects).length}`;
    objects[key] = shape;
    return `@${key}`;
  };

  return describe;
}

const formats: Record<string, Shape> = { uuid: "uuid", "date-time": "time" };

/** `[` and `{` may hold alternatives themselves: those are in parentheses by their brackets. */
function joined(shapes: readonly Shape[]): Shape {
  return [...new Set(shapes.flatMap(alternativesOf))].sort().join("|");
}

/** The alternatives of a shape: `["string", "[int|null]"]` for `string|[int|null]`. */
export function alternativesOf(shape: Shape): Shape[] {
  const found: Shape[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < shape.length; at++) {
    if (shape[at] === "[" || shape[at] === "{") depth += 1;
    else if (shape[at] === "]" || shape[at] === "}") depth -= 1;
    else if (shape[at] === "|" && depth === 0) {
      found.push(shape.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, shape.slice(start)];
}
