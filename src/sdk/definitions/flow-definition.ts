import { type AnyFunction, define, type Definition, notHeld } from "./definition.ts";
import type { Flow } from "../flow.ts";
import { toSeconds } from "../../lib/duration.ts";
import type { FlowCallOptions } from "./flow-options.ts";
import { fingerprintOf } from "./registry.ts";
import {
  type Check,
  checkOptions,
  commonChecks,
  isAnything,
  isCount,
  isDuration,
  isFlag,
  isFunctions,
  isObject,
  isOneOf,
  isSeconds,
  isText,
  isTextOrFunction,
  positiveSeconds,
  withoutUndefined,
} from "./option-checks.ts";

/** A flow: its function, its options, and what follows from both. */
export interface FlowDefinition extends Definition {
  readonly kind: "flow";
  readonly options: FlowCallOptions;
  readonly timeoutSeconds: number | undefined;
  /** What the user holds: given to hooks. */
  target(): Flow;
  readonly graceSeconds: number;
  readonly version: string | null;
}

const defaultGraceSeconds = 5;

export function defineFlow(fn: AnyFunction, options: FlowCallOptions): FlowDefinition {
  checkOptions("flow", options, flowChecks);
  return withDerived({ ...define("flow", fn, options.name), kind: "flow", options: { ...options } });
}

export function redefineFlow(definition: FlowDefinition, changes: FlowCallOptions): FlowDefinition {
  checkOptions("flow", changes, flowChecks);
  const options = { ...definition.options, ...withoutUndefined(changes) };
  return withDerived({ ...definition, name: changes.name ?? definition.name, options });
}

function withDerived(
  definition: Omit<FlowDefinition, "timeoutSeconds" | "graceSeconds" | "version" | "target">,
): FlowDefinition {
  const { options, file } = definition;
  return {
    ...definition,
    target: notHeld,
    timeoutSeconds: positiveSeconds(options.timeoutSeconds),
    graceSeconds: toSeconds(options.graceSeconds ?? defaultGraceSeconds, "graceSeconds"),
    get version() {
      return options.version ?? fingerprintOf(file); // reads the file, so only when a run starts
    },
  };
}

const flowChecks: Readonly<Record<keyof FlowCallOptions, Check>> = {
  ...commonChecks,
  flowRunName: isTextOrFunction,
  parameters: isAnything,
  validateParameters: isFlag,
  retryDelaySeconds: isSeconds,
  crashRetries: isCount,
  retryReuse: isOneOf("completed", "none"),
  graceSeconds: isDuration,
  taskRunner: isObject,
  onCancellation: isFunctions,
  onCrashed: isFunctions,
  resume: isOneOf("interrupted"),
  idempotencyKey: isText,
};
