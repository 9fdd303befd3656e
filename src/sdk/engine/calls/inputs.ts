// What goes into a call: its part of the identity, its digest, and where its arguments came from.

import { hash } from "node:crypto";
import { canonicalText, type CanonicalReplacement } from "../../../lib/canonical.ts";
import { isAnnotation } from "../../annotations.ts";
import { isFuture } from "../../future.ts";
import { host } from "../../host.ts";
import type { Signature } from "../../parameters/signature.ts";
import { isState } from "../../state.ts";
import { callOf, isCallPromise, type Call } from "./call.ts";

export type TaskInput =
  | { input_type: "task_run"; id: string }
  | { input_type: "flow_run"; id: string }
  | { input_type: "parameter"; name: string }
  | { input_type: "constant"; type: string };

export interface CallInputs {
  /** Canonical text of the arguments, in which an upstream stands for its own identity. */
  text: string;
  /** engine.md I3: why the text does not tell everything; null when it does. */
  weak: string | null;
  /** Indexes of the arguments that hold futures, states or call promises. */
  upstream: number[];
  /** One digest an argument; those with upstreams are filled in when they are resolved. */
  digests: string[];
  taskInputs: Record<string, TaskInput[]>;
}

/** Which run made a value or a state (D-001). Primitive values cannot be followed. */
const producers = new WeakMap<object, TaskInput>();

export function linkValue(value: unknown, producer: TaskInput): void {
  if ((typeof value === "object" && value !== null) || typeof value === "function") producers.set(value, producer);
}

export function producerOf(value: object): TaskInput | undefined {
  return producers.get(value);
}

/** The key of secrets, asked for when there is one. */
const hidden = {
  get secretKey() {
    return host().secretKey();
  },
};

export function describeInputs(args: readonly unknown[], signature: Signature): CallInputs {
  const inputs: CallInputs = { text: "", weak: null, upstream: [], digests: [], taskInputs: {} };
  for (let at = 0; at < args.length; at++)
    describeArgument(inputs, args[at], { at, name: parameterName(signature, at) });
  return inputs;
}

function describeArgument(inputs: CallInputs, value: unknown, where: { at: number; name: string }): void {
  const text = primitiveText(value);
  if (text !== undefined) return addText(inputs, text, where.name);
  const found: TaskInput[] = [];
  let holdsUpstream = false;
  const { text: canonical, weak } = canonicalText(value, {
    root: `argument ${where.at + 1} (${where.name})`,
    get secretKey() {
      return hidden.secretKey; // a spread would read it for every argument
    },
    replace: (piece) => {
      const upstream = upstreamOf(piece);
      if (upstream === undefined) {
        const producer = producers.get(piece);
        if (producer !== undefined) found.push(producer);
        return undefined;
      }
      holdsUpstream = true;
      if (upstream.input !== undefined) found.push(upstream.input);
      return upstream.text;
    },
  });
  addText(inputs, canonical, where.name);
  inputs.weak ??= weak;
  if (holdsUpstream) inputs.upstream.push(where.at);
  if (found.length > 0) inputs.taskInputs[where.name] = unique(found);
}

function addText(inputs: CallInputs, text: string, name: string): void {
  inputs.text += inputs.digests.length === 0 ? text : `,${text}`;
  inputs.digests.push(shortHash(text));
  inputs.taskInputs[name] = [];
}

/** The digest of an argument whose upstreams are resolved now: reuse needs it equal, so it is a strong one. */
export function digestResolved(value: unknown): string {
  return "~" + hash("sha256", canonicalText(value, hidden).text).slice(0, 16);
}

/** The upstreams of `waitFor`, in the same form. */
export function describeWaitFor(waitFor: Iterable<unknown>): TaskInput[] {
  return unique([...waitFor].flat().flatMap((item) => upstreamOf(item)?.input ?? []));
}

function upstreamOf(value: unknown): { text: CanonicalReplacement; input: TaskInput | undefined } | undefined {
  if (isFuture(value) || isCallPromise(value)) {
    const call = callOf(value);
    return { text: { text: `^${call.identity ?? call.id}` }, input: inputOf(call) };
  }
  if (isState(value)) return { text: { text: `^${value.type}` }, input: producers.get(value) };
  if (isAnnotation(value) && value.kind === "quote") return { text: canonicalText(value.value), input: undefined };
  return undefined;
}

export function inputOf(call: Call): TaskInput {
  return { input_type: "task_run", id: call.id };
}

function primitiveText(value: unknown): string | undefined {
  return value === null || (typeof value !== "object" && typeof value !== "function")
    ? canonicalText(value).text
    : undefined;
}

function parameterName(signature: Signature, at: number): string {
  const parameter = signature.parameters[at] ?? signature.parameters.at(-1);
  if (parameter === undefined) return `arg${at}`;
  return at < signature.parameters.length || parameter.isRest ? parameter.name : `arg${at}`;
}

function unique(inputs: TaskInput[]): TaskInput[] {
  const seen = new Set<string>();
  return inputs.filter((input) => {
    const key = JSON.stringify(input);
    return !seen.has(key) && seen.add(key);
  });
}

/** FNV-1a, 32 bits in hex: tells which argument changed, in a message to people. */
function shortHash(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, "0");
}
