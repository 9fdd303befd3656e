import { hash } from "node:crypto";
import type { CacheKeyInput, CacheKeySource, Contribution } from "./cache-key.ts";
import { hashValues } from "./hash-values.ts";

/** The hash of all arguments but those excluded by `minus`. */
export class InputsSource implements CacheKeySource {
  readonly policy = "INPUTS";
  readonly excluded: ReadonlySet<string>;

  constructor(excluded: Iterable<string> = []) {
    this.excluded = new Set(excluded);
  }

  contribute({ inputs, secretKey }: CacheKeyInput): Contribution {
    return hashValues(inputs, { policy: this.policy, noun: "argument", excluded: this.excluded, secretKey });
  }
}

/** The hash of the function's text: an edited task is another one. */
export const taskSource: CacheKeySource = {
  policy: "TASK_SOURCE",
  contribute({ task }) {
    if (task.source === "" || task.source.includes("[native code]")) {
      return { none: `the source of task ${task.name} cannot be read (it is bound or native)` };
    }
    return { policy: "TASK_SOURCE", hash: hash("sha256", task.source) };
  },
};

export const flowParameters: CacheKeySource = {
  policy: "FLOW_PARAMETERS",
  contribute({ flowParameters: parameters, secretKey }) {
    return hashValues(parameters ?? {}, { policy: "FLOW_PARAMETERS", noun: "flow parameter", secretKey });
  },
};

/** The flow run, or the task run where there is no flow: reuse ends with the run. */
export const runId: CacheKeySource = {
  policy: "RUN_ID",
  contribute: ({ flowRunId, taskRunId }) => ({ policy: "RUN_ID", hash: flowRunId ?? taskRunId }),
};

export type CacheKeyFunction<Context = unknown> = (
  context: Context,
  parameters: Readonly<Record<string, unknown>>,
) => string | null | undefined | Promise<string | null | undefined>;

/** A function of the user's: null or undefined means no caching for this call. */
export class FunctionSource implements CacheKeySource {
  readonly policy: string;
  readonly #compute: CacheKeyFunction<never>;

  constructor(compute: CacheKeyFunction<never>) {
    this.policy = compute.name === "" ? "cacheKeyFn" : compute.name;
    this.#compute = compute;
  }

  contribute(input: CacheKeyInput): Contribution | Promise<Contribution> {
    try {
      const key = this.#compute((input.context ?? input) as never, input.inputs);
      return key instanceof Promise
        ? key.then(
            (settled) => this.#part(settled),
            (error) => this.#failed(error),
          )
        : this.#part(key);
    } catch (error) {
      return this.#failed(error);
    }
  }

  #part(key: unknown): Contribution {
    if (key === null || key === undefined) return { none: `${this.policy} gave no key` };
    if (typeof key !== "string" || key === "")
      return {
        none: `${this.policy} gave ${typeof key === "string" ? "an empty key" : `a ${typeof key} instead of a string`}`,
      };
    return { policy: this.policy, hash: key };
  }

  #failed(error: unknown): Contribution {
    return {
      none: `${this.policy} threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    };
  }
}
