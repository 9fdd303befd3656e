// What a paused run asks for, kept beside it under the keys that Prefect's clients know (features PA-005).

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { ask } from "../engine/reporting/ask.ts";
import { isHttpStatusError, ParameterTypeError } from "../errors.ts";
import type { Api } from "../host.ts";
import { jsonSchemaOf } from "../parameters/json-schema.ts";

/** Where schema, description and response of one pause are. */
export interface Keyset {
  schema: string;
  description: string;
  response: string;
}

export function keysetOf(stateName: string, pauseKey: string): Keyset {
  const base = `${stateName.toLowerCase()}-${pauseKey}`;
  return { schema: `${base}-schema`, description: `${base}-description`, response: `${base}-response` };
}

interface Question {
  schema: StandardSchemaV1;
  description: string | undefined;
}

/** Says what input the run waits for; before it pauses, so that nobody resumes it without. */
export async function askForInput(api: Api, run: { id: string; keys: Keyset }, question: Question): Promise<void> {
  const schema = jsonSchemaOf(question.schema) ?? {};
  await keep(api, run.id, { key: run.keys.schema, value: JSON.stringify(schema) });
  if (question.description !== undefined)
    await keep(api, run.id, { key: run.keys.description, value: question.description });
}

/** A run that goes on asks the same thing again under the same key: that is fine. */
async function keep(api: Api, id: string, body: { key: string; value: string }): Promise<void> {
  try {
    await ask(api, `/flow_runs/${id}/input`, { method: "POST", body, isPatient: true });
  } catch (error) {
    if (!isHttpStatusError(error, 409)) throw error;
  }
}

/**
 * The input with which a run was resumed, as its schema makes it.
 *
 * @throws {ParameterTypeError} it does not fit
 */
export async function readResponse(
  api: Api,
  run: { id: string; keys: Keyset },
  schema: StandardSchemaV1,
): Promise<unknown> {
  const path = `/flow_runs/${run.id}/input/${encodeURIComponent(run.keys.response)}`;
  const sent = await ask<unknown>(api, path, { isPatient: true });
  return await fitting(schema, sent, `The input of the flow run ${run.id}`);
}

/** @throws {ParameterTypeError} */
export async function fitting(schema: StandardSchemaV1, value: unknown, what: string): Promise<unknown> {
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return result.value;
  const faults = result.issues.map(({ path = [], message }) => `${path.map(partText).join(".") || "it"}: ${message}`);
  throw new ParameterTypeError(`${what} does not fit: ${faults.join("; ")}`);
}

function partText(part: PropertyKey | StandardSchemaV1.PathSegment): string {
  return String(typeof part === "object" ? part.key : part);
}
