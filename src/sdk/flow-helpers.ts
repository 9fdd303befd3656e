// What may be asked of a flow without running it.

import type { JsonObject } from "../lib/json.ts";
import { bindParameters, validateParameters as validateBound } from "./parameters/bind.ts";
import { parameterSchema } from "./parameters/json-schema.ts";
import { serializeParameters as serializeNamed } from "./parameters/serialize.ts";
import { type Flow, flowDefinition } from "./flow.ts";
import { shared } from "./global.ts";

/** A flow whose parameters do not matter here. */
type AnyFlow = Pick<Flow, "name" | "options">;

/**
 * The JSON Schema of a flow's parameters, an object with a property for each: from the flow's `parameters` schema, else
 * from its TypeScript types, which takes a second, else with names only.
 *
 * @throws {ConfigurationError} a type of a parameter that must be given cannot be JSON, such as a Map
 */
export async function flowParameterSchema(of: AnyFlow): Promise<JsonObject> {
  const definition = flowDefinition(of as Flow);
  return (await shared.host?.parameterSchema?.(definition)) ?? parameterSchema(definition);
}

/**
 * The arguments of a call, checked and converted as a run would do it, by name.
 *
 * @throws {ParameterTypeError} one does not fit · {ParameterBindError} there are too many
 */
export async function validateParameters(of: AnyFlow, ...args: readonly unknown[]): Promise<Record<string, unknown>> {
  const definition = flowDefinition(of as Flow);
  return (await validateBound(definition, bindParameters(definition, args))).named;
}

/** The JSON of a call's parameters, as a run's page shows them. */
export function serializeParameters(of: AnyFlow, ...args: readonly unknown[]): string {
  return serializeNamed(bindParameters(flowDefinition(of as Flow), args).named);
}
