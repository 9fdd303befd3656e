// What came of a body that ran elsewhere, as text.

import { isSerializationError, SerializationError } from "../../errors.ts";
import { richFailure } from "../../serializers/encode-failure.ts";
import { encodeRich, rich } from "../../serializers/rich.ts";
import { isState, State, type StateFields, type StateValue } from "../../state.ts";

export type Outcome =
  | { kind: "value"; text: string }
  | { kind: "error"; text: string }
  /** The body returned a state, which says how its run ended. */
  | {
      kind: "state";
      fields: Pick<StateFields, "type" | "name" | "message" | "details">;
      value: Exclude<Outcome, { kind: "state" }> | undefined;
    };

export function returned(value: unknown, taskName: string): Outcome {
  try {
    return isState(value) ? ofState(value) : { kind: "value", text: encodeRich(value) };
  } catch (error) {
    if (!isSerializationError(error)) throw error;
    return threw(
      new SerializationError(
        `What ${taskName} returned cannot come back from its worker: ${error.message}. Return plain data, or make its class known with serializable(…).`,
        { cause: error },
      ),
    );
  }
}

export function threw(error: unknown): Outcome {
  return { kind: "error", text: richFailure.encode(error) };
}

function ofState({ type, name, message, details, value }: State): Outcome {
  const fields = { type, name, message, details };
  if (value.kind === "value") return { kind: "state", fields, value: { kind: "value", text: encodeRich(value.value) } };
  return {
    kind: "state",
    fields,
    value: value.kind === "error" ? { kind: "error", text: richFailure.encode(value.error) } : undefined,
  };
}

/** The value or state that the body returned; throws what it threw. */
export function opened(outcome: Outcome): unknown {
  switch (outcome.kind) {
    case "value":
      return rich.decode(outcome.text);
    case "error":
      throw richFailure.decode(outcome.text);
    case "state":
      return new State({ ...outcome.fields, ...stateValue(outcome.value) });
  }
}

function stateValue(value: Exclude<Outcome, { kind: "state" }> | undefined): { value?: StateValue<unknown> } {
  if (value === undefined) return {};
  const decoded = rich.decode(value.text);
  return { value: value.kind === "value" ? { kind: "value", value: decoded } : { kind: "error", error: decoded } };
}
