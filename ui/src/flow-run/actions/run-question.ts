import type { FlowRunInput } from "../../../../src/schemas/flow-run.ts";
import type { JsonSchema } from "../../schema-form/json-schema.ts";

/** What a paused run asks of whoever resumes it. */
export interface RunQuestion {
  schema: JsonSchema;
  description?: string;
}

/** The question among a run's inputs, by the keys that its state names. */
export function questionIn(inputs: readonly FlowRunInput[], keys: Readonly<Record<string, string>>): RunQuestion {
  const valueOf = (key: string | undefined) => inputs.find((input) => input.key === key)?.value;
  const schema = valueOf(keys["schema"]);
  const description = valueOf(keys["description"]);
  return {
    schema: schema === undefined ? {} : (JSON.parse(schema) as JsonSchema),
    ...(description !== undefined && { description: asText(description) }),
  };
}

/** Prefect's clients send a text as JSON, ours as it is. */
function asText(value: string): string {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "string" ? parsed : value;
  } catch {
    return value;
  }
}
