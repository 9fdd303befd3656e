import { MissingFlowError, UnspecifiedFlowError } from "../errors.ts";

export interface FlowChoice {
  /** The name of the flow that is meant. Default: the only one. */
  name?: string | undefined;
  /** Where the flows are from, for what is said when none fits. */
  from?: string | undefined;
}

/**
 * The flow of a name among several, or the only one.
 *
 * @throws {MissingFlowError} there is none, or none of that name · {UnspecifiedFlowError} several, and no name
 */
export function selectFlow<F extends { readonly name: string }>(
  flows: Iterable<F>,
  { name, from = "What was given" }: FlowChoice = {},
): F {
  const all = [...flows];
  const known = all.map((one) => `"${one.name}"`).join(", ") || "none";
  if (name !== undefined) {
    const found = all.find((one) => one.name === name);
    if (found !== undefined) return found;
    throw new MissingFlowError(`${from} has no flow "${name}". It has: ${known}.`);
  }
  const [only] = all;
  if (only === undefined) throw new MissingFlowError(`${from} has no flow: make one with flow(…).`);
  if (all.length > 1) throw new UnspecifiedFlowError(`${from} has ${all.length} flows, so say which: ${known}.`);
  return only;
}
