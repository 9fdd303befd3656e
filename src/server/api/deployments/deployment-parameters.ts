import type { JsonObject } from "../../../lib/json.ts";
import type { Tx } from "../../db/store.ts";
import { hydrate, HydrationError } from "../../deployments/hydrate.ts";
import { parameterFault } from "../../deployments/parameter-faults.ts";
import { type ApiError, badRequest, conflict } from "../http/api-error.ts";

/** The parameters with what the server works out in its place. */
export async function hydrated(tx: Tx, parameters: JsonObject, doing: string): Promise<JsonObject> {
  try {
    return await hydrate(parameters, (name) => readVariable(tx, name));
  } catch (error) {
    if (error instanceof HydrationError) throw badRequest(`Error ${doing}: ${error.message}`);
    throw error;
  }
}

async function readVariable(tx: Tx, name: string): Promise<string | undefined> {
  const row = await tx.db.selectFrom("variable").select("value").where("name", "=", name).executeTakeFirst();
  return row?.value;
}

export interface ParameterCheck {
  schema: JsonObject | null | undefined;
  ignoreRequired: boolean;
  /** How the refusal begins: "creating flow run". */
  doing: string;
  refusal?: (detail: string) => ApiError;
}

/** Refuses parameters that do not fit the schema of their flow. */
export async function refuseFaultyParameters(
  parameters: JsonObject,
  { schema, ignoreRequired, doing, refusal = conflict }: ParameterCheck,
): Promise<void> {
  if (schema === null || schema === undefined) {
    throw refusal(`Error ${doing}: the deployment has no parameter schema to enforce.`);
  }
  const fault = await faultOf(schema, parameters, ignoreRequired);
  if (fault !== undefined) throw refusal(`Error ${doing}: ${fault}`);
}

async function faultOf(schema: JsonObject, parameters: JsonObject, ignoreRequired: boolean) {
  try {
    return await parameterFault(schema, parameters, { ignoreRequired });
  } catch (error) {
    return `the parameter schema is none: ${error instanceof Error ? error.message : String(error)}`;
  }
}
