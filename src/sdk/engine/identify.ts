import { callIdentity, dynamicKey } from "../../lib/identity.ts";
import type { StoredCall } from "../../schemas/record.ts";
import { nameArguments } from "../parameters/signature.ts";
import type { TaskDefinition } from "../task-definition.ts";
import type { FlowDefinition } from "../flow-definition.ts";
import type { FlowFrame } from "./flow-frame.ts";
import type { CallInputs } from "./inputs.ts";
import { currentStretch, type Made, type Scope } from "./scope.ts";

/** Who a call is within its run (engine.md I1, I3). */
export interface Place {
  identity: string;
  dynamicKey: string;
  generation: number;
  /** Why it cannot be told for sure which of several calls a stored result belongs to. */
  weak: string | null;
  /** The equal calls of its scope; its own counts as open until it settles. */
  equal: Made | undefined;
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
  if (key !== undefined) {
    const identity = callIdentity({ scope: scope.path, name: definition.name, key });
    return placed(frame, identity, { weak: null, equal: undefined });
  }
  const { ordinal, equal } = scope.count(`${definition.name}\0${inputs.text}`);
  const identity = callIdentity({ scope: scope.path, name: definition.name, text: inputs.text, ordinal });
  return placed(frame, identity, { weak: inputs.weak ?? overlap(equal), equal });
}

function placed(frame: FlowFrame, identity: string, rest: { weak: string | null; equal: Made | undefined }): Place {
  if (rest.equal !== undefined) rest.equal.open++;
  const latest = frame.memo?.latest(identity);
  const generation = latest?.generation ?? 0;
  return { identity, dynamicKey: dynamicKey(identity, generation), generation, latest, ...rest };
}

function userKey(call: CallDescription): string | undefined {
  const { key } = call.definition.options;
  if (typeof key !== "function") return key;
  return String(key(nameArguments(call.definition.signature, call.args)));
}

/** Equal calls that are open together and were not made in one go may come in another order next time. */
function overlap(equal: Made): string | null {
  const stretch = currentStretch();
  const isSure = equal.open === 0 || equal.stretch === stretch;
  equal.stretch = stretch;
  return isSure ? null : "an equal call was in flight when it was made";
}

/** Another generation of the same call: same identity, other arguments behind its futures. */
export function nextGeneration(place: Place): Place {
  const generation = (place.latest?.generation ?? 0) + 1;
  return { ...place, generation, dynamicKey: dynamicKey(place.identity, generation), latest: undefined };
}
