import type { StandardSchemaV1 } from "@standard-schema/spec";
import { ParameterBindError, ParameterTypeError } from "../errors.ts";
import type { FlowDefinition } from "../definitions/flow-definition.ts";
import { nameArguments } from "./signature.ts";

/** Arguments of a flow call, by position for the function and by name for everybody else. */
export interface BoundParameters {
  args: readonly unknown[];
  named: Record<string, unknown>;
}

export function isSchema(value: unknown): value is StandardSchemaV1 {
  return ((typeof value === "object" && value !== null) || typeof value === "function") && "~standard" in value;
}

/** Whether a flow takes one object with named parameters (`product.md`: a schema, or a single object pattern). */
export function takesObject(definition: FlowDefinition): boolean {
  const { parameters } = definition.options;
  return parameters === undefined ? definition.signature.takesObject : isSchema(parameters);
}

/** The arguments by parameter name, as they were given. */
export function bindParameters(definition: FlowDefinition, args: readonly unknown[]): BoundParameters {
  if (!takesObject(definition)) {
    checkCount(definition, args);
    return { args, named: nameArguments(definition.signature, args) };
  }
  if (args.length > 1)
    throw new ParameterBindError(
      `Flow "${definition.name}" takes one object with its parameters, but was called with ${args.length} arguments.`,
    );
  const given = args[0] ?? {};
  if (typeof given !== "object" || Array.isArray(given)) {
    throw new ParameterBindError(
      `Flow "${definition.name}" takes one object with its parameters, but was called with ${given === null ? "null" : typeof given}.`,
    );
  }
  return {
    args: args.length === 0 && definition.signature.parameters.length === 0 ? [] : [given],
    named: { ...given },
  };
}

function checkCount(definition: FlowDefinition, args: readonly unknown[]): void {
  const { parameters } = definition.signature;
  if (args.length > parameters.length && parameters.at(-1)?.isRest !== true) {
    throw new ParameterBindError(
      `Flow "${definition.name}" takes ${parameters.length} parameter(s) (${parameters.map(({ name }) => name).join(", ")}), but was called with ${args.length}.`,
    );
  }
}

/** Arguments for the function from parameters by name, as the API, the CLI and a stored run give them. */
export function argumentsFromNames(definition: FlowDefinition, named: Record<string, unknown>): unknown[] {
  if (takesObject(definition)) return [named];
  const names = positionalNames(definition);
  const unknown = Object.keys(named).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new ParameterBindError(
      `Flow "${definition.name}" has no parameter ${unknown.map((name) => `"${name}"`).join(", ")}. It takes: ${names.join(", ") || "none"}.`,
    );
  }
  const last = definition.signature.parameters.at(-1);
  const args = names.map((name) => named[name]);
  if (last?.isRest === true) args.splice(-1, 1, ...((named[last.name] as unknown[] | undefined) ?? []));
  while (args.length > 0 && args.at(-1) === undefined) args.pop();
  return args;
}

function positionalNames(definition: FlowDefinition): string[] {
  const { parameters } = definition.options;
  if (parameters !== undefined && !isSchema(parameters)) return Object.keys(parameters);
  return definition.signature.parameters.map(({ name }) => name);
}

/**
 * Checks and converts the arguments by the flow's schema.
 *
 * @throws {ParameterTypeError} that names each parameter that does not fit
 */
export async function validateParameters(definition: FlowDefinition, bound: BoundParameters): Promise<BoundParameters> {
  const { parameters, validateParameters: wanted = true } = definition.options;
  if (parameters === undefined || !wanted) return bound;
  if (!isSchema(parameters)) return await validateEach(definition, parameters, bound);
  const result = await parameters["~standard"].validate(bound.args[0] ?? {});
  if (result.issues !== undefined)
    throw refusal(
      definition,
      result.issues.map((issue) => describeIssue(issue)),
    );
  return { args: [result.value], named: { ...(result.value as Record<string, unknown>) } };
}

async function validateEach(
  definition: FlowDefinition,
  schemas: Readonly<Record<string, StandardSchemaV1>>,
  bound: BoundParameters,
): Promise<BoundParameters> {
  const problems: string[] = [];
  const args = [...bound.args];
  const named = { ...bound.named };
  for (const [at, [name, schema]] of Object.entries(schemas).entries()) {
    const result = await schema["~standard"].validate(args[at]);
    if (result.issues !== undefined) {
      problems.push(...result.issues.map((issue) => describeIssue({ ...issue, path: [name, ...(issue.path ?? [])] })));
      continue;
    }
    if (result.value === undefined && at >= args.length) continue;
    args[at] = result.value;
    named[name] = result.value;
  }
  if (problems.length > 0) throw refusal(definition, problems);
  return { args, named };
}

function describeIssue(issue: StandardSchemaV1.Issue): string {
  const path = (issue.path ?? []).map((part) => (typeof part === "object" ? part.key : part));
  return `${pathText(path)}: ${issue.message}`;
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "parameters";
  return path
    .map((key, at) => (typeof key === "number" ? `[${key}]` : at === 0 ? String(key) : `.${String(key)}`))
    .join("");
}

function refusal(definition: FlowDefinition, problems: readonly string[]): ParameterTypeError {
  return new ParameterTypeError(
    `Flow "${definition.name}" was called with parameters that do not fit:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
  );
}
