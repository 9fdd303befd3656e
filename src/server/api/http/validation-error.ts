// Bad input is answered in pydantic's shape (engine.md W5): clients and UIs read `loc` and `msg`.

import type { z } from "zod";
import type { Json, JsonObject } from "../../../lib/json.ts";
import { ApiError } from "./api-error.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What pydantic calls an error: its machine-readable type, and what it says. */
interface Complaint {
  type: string;
  msg: string;
  ctx?: JsonObject;
}

const largestEcho = 64 * 1024;

/** 422 for input that does not fit. `place` is where the input was: `body` or `query`. */
export function validationError(issues: readonly Issue[], place: "body" | "query", input: unknown): ApiError {
  return invalidRequest(
    issues.flatMap((issue) => detailsOf(issue, { place, input, within: [] })),
    input,
  );
}

export function invalidRequest(details: readonly JsonObject[], body: unknown): ApiError {
  const echo = JSON.stringify(body)?.length ?? 0;
  return new ApiError(422, {
    exception_message: "Invalid request received.",
    exception_detail: [...details],
    request_body: echo > largestEcho ? null : ((body ?? null) as Json),
  });
}

interface Context {
  place: string;
  input: unknown;
  within: Path;
}

function detailsOf(issue: Issue, { place, input, within }: Context): JsonObject[] {
  const path = [...within, ...issue.path];
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    return issue.errors.flatMap((issues) =>
      issues.flatMap((inner) => detailsOf(inner, { place, input, within: path })),
    );
  }
  const value = at(input, path);
  const complaint = complaintOf(issue, value);
  const shown = complaint.type === "missing" ? at(input, path.slice(0, -1)) : value;
  return [
    {
      ...complaint,
      loc: [place, ...path.map((key) => (typeof key === "symbol" ? "" : key))],
      input: (shown ?? null) as Json,
    },
  ];
}

function complaintOf(issue: Issue, value: unknown): Complaint {
  switch (issue.code) {
    case "invalid_type":
      return value === undefined ? { type: "missing", msg: "Field required" } : wrongType(issue.expected, value);
    case "invalid_value":
      return notAmong(issue.values.map(String));
    case "invalid_format":
      return wrongFormat(issue.format, "pattern" in issue ? issue.pattern : undefined);
    case "too_small":
      return outside(issue.origin, { least: Number(issue.minimum), inclusive: issue.inclusive !== false });
    case "too_big":
      return outside(issue.origin, { most: Number(issue.maximum), inclusive: issue.inclusive !== false });
    case "custom":
      return value === undefined ? { type: "missing", msg: "Field required" } : customComplaint(issue);
    default:
      return { type: "value_error", msg: `Value error, ${issue.message}` };
  }
}

const typeComplaints: Record<string, Complaint> = {
  string: { type: "string_type", msg: "Input should be a valid string" },
  boolean: { type: "bool_type", msg: "Input should be a valid boolean" },
  number: { type: "float_type", msg: "Input should be a valid number" },
  int: { type: "int_type", msg: "Input should be a valid integer" },
  array: { type: "list_type", msg: "Input should be a valid list" },
  tuple: { type: "tuple_type", msg: "Input should be a valid tuple" },
  object: { type: "model_attributes_type", msg: "Input should be a valid dictionary or object to extract fields from" },
  record: { type: "dict_type", msg: "Input should be a valid dictionary" },
  null: { type: "none_required", msg: "Input should be None" },
};

function wrongType(expected: string, value: unknown): Complaint {
  if (expected === "int" && typeof value === "number") {
    return { type: "int_from_float", msg: "Input should be a valid integer, got a number with a fractional part" };
  }
  return typeComplaints[expected] ?? { type: "value_error", msg: `Value error, expected ${expected}` };
}

function notAmong(values: readonly string[]): Complaint {
  const quoted = values.map((value) => `'${value}'`);
  const expected = quoted.length === 1 ? quoted[0]! : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)!}`;
  return {
    type: quoted.length === 1 ? "literal_error" : "enum",
    msg: `Input should be ${expected}`,
    ctx: { expected },
  };
}

function wrongFormat(format: string, pattern: string | undefined): Complaint {
  if (format === "guid") return { type: "uuid_parsing", msg: "Input should be a valid UUID" };
  if (format === "url") return { type: "url_parsing", msg: "Input should be a valid URL" };
  const source = pattern?.replace(/^\/|\/\w*$/g, "") ?? format;
  return {
    type: "string_pattern_mismatch",
    msg: `String should match pattern '${source}'`,
    ctx: { pattern: source },
  };
}

type Bound = { least: number; inclusive: boolean } | { most: number; inclusive: boolean };

function outside(origin: string, bound: Bound): Complaint {
  const isLower = "least" in bound;
  const limit = isLower ? bound.least : bound.most;
  if (origin === "string") {
    const [type, words] = isLower ? ["string_too_short", "at least"] : ["string_too_long", "at most"];
    return {
      type,
      msg: `String should have ${words} ${limit} characters`,
      ctx: { [isLower ? "min_length" : "max_length"]: limit },
    };
  }
  if (origin === "array") {
    const [type, words] = isLower ? ["too_short", "at least"] : ["too_long", "at most"];
    return {
      type,
      msg: `List should have ${words} ${limit} items`,
      ctx: { [isLower ? "min_length" : "max_length"]: limit },
    };
  }
  const type = `${isLower ? "greater_than" : "less_than"}${bound.inclusive ? "_equal" : ""}`;
  const words = `${isLower ? "greater" : "less"} than ${bound.inclusive ? "or equal to " : ""}${limit}`;
  const name = `${isLower ? "g" : "l"}${bound.inclusive ? "e" : "t"}`;
  return { type, msg: `Input should be ${words}`, ctx: { [name]: limit } };
}

function customComplaint(issue: Issue & { code: "custom" }): Complaint {
  const kind = issue.params?.["kind"];
  if (kind === "datetime") return { type: "datetime_from_date_parsing", msg: "Input should be a valid datetime" };
  if (kind === "dict") return { type: "dict_type", msg: "Input should be a valid dictionary" };
  return { type: "value_error", msg: `Value error, ${issue.message}` };
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, key)) return undefined;
    return (inner as Record<PropertyKey, unknown>)[key];
  }, value);
}
