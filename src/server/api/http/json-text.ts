import { invalidRequest } from "./validation-error.ts";
import type { Api } from "./serve.ts";

/** Free-form JSON as it is kept: its text, with the numbers as they were sent (engine.md S6). */
export function jsonText(value: unknown): string {
  return JSON.stringify(value);
}

/** The text of a run's parameters; too large ones are refused. */
export function parametersText(parameters: object, { settings }: Api): string {
  const text = jsonText(parameters);
  const bytes = Buffer.byteLength(text);
  if (settings.maxParameterBytes === 0 || bytes <= settings.maxParameterBytes) return text;
  const msg = `Value error, the parameters have ${bytes} bytes as JSON, more than the ${settings.maxParameterBytes} allowed`;
  throw invalidRequest([{ type: "value_error", loc: ["body", "parameters"], msg, input: null }], null);
}
