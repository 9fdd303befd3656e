import { callIdentity, dynamicKey } from "../../../lib/identity.ts";
import type { StoredCall } from "../../../schemas/record.ts";
import { nameArguments } from "../../parameters/signature.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import type { FlowFrame } from "../flows/flow-frame.ts";
import type { CallInputs } from "./inputs.ts";
import { Doubt, type EqualCalls } from "./doubt.ts";
import type { Scope } from "./scope.ts";

/** Who a call is within its run (engine.md I1, I3). */
export interface Place {
  identity: string;
  dynamicKey: string;
  generation: number;
  /** Whether a stored result belongs to this call for sure. */
  doubt: Doubt;
  /** The equal calls of its scope; its own counts as open until it settles. */
  equal: EqualCalls | undefined;
  /** What an earlier attempt left under this identity, the newest generation. */
  latest: StoredCall | undefined;
}

export interface CallDescription {
  definition: TaskDefinition | FlowDefinition;
  args: readonly unknown[];
  inputs: CallInputs;
}

export function identify(frame: FlowFrame, scope: Scope, call: CallDescription): Place {
  const { definition, inputs } = call;
  const key = userKey(call);
  const { path } = scope;
  const { name } = definition;
  if (key !== undefined) {
    return placed(frame, callIdentity({ scope: path, name, key }), { doubt: new Doubt(null), equal: undefined });
  }
  const { ordinal, equal } = scope.count(`${name}\0${inputs.text}`);
  const doubt = new Doubt(inputs.weak);
  equal.enter(doubt);
  return placed(frame, callIdentity({ scope: path, name, text: inputs.text, ordinal }), { doubt, equal });
}

function placed(frame: FlowFrame, identity: string, rest: Pick<Place, "doubt" | "equal">): Place {
  const latest = frame.memo?.latest(identity);
  const generation = latest?.generation ?? 0;
  return { identity, dynamicKey: dynamicKey(identity, generation), generation, latest, ...rest };
}

function userKey(call: CallDescription): string | undefined {
  const { key } = call.definition.options;
  if (typeof key !== "function") return key;
  return String(key(nameArguments(call.definition.signature, call.args)));
}

/** Another generation of the same call: same identity, other arguments behind its futures. */
export function nextGeneration(place: Place): Place {
  const generation = (place.latest?.generation ?? 0) + 1;
  return { ...place, generation, dynamicKey: dynamicKey(place.identity, generation), latest: undefined };
}
