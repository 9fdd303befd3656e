import { hash } from "node:crypto";
import { ConfigurationError } from "../errors.ts";
import type { LockManager } from "../locks/lock-manager.ts";
import type { ResultStorage } from "../results/result-storage.ts";
import type { CacheKey, CacheKeyInput, CacheKeySource, Contribution } from "./cache-key.ts";
import {
  type CacheKeyFunction,
  flowParameters,
  FunctionSource,
  InputsSource,
  runId,
  taskSource,
} from "./cache-sources.ts";

export type IsolationLevel = "READ_COMMITTED" | "SERIALIZABLE";

export interface CacheConfiguration {
  /** Keeps keys and metadata apart from results: a storage, or the folder or block that is one. */
  keyStorage?: ResultStorage | string | undefined;
  lockManager?: LockManager | undefined;
  /** SERIALIZABLE lets one of several equal calls run and the others wait for its result; it needs a lock manager. */
  isolationLevel?: IsolationLevel | undefined;
}

/**
 * When two calls count as the same, so that the second reuses the result of the first. Policies are values: each
 * function returns a new one.
 *
 * @example
 * task({ cachePolicy: INPUTS.and(TASK_SOURCE).minus("logger") }, fetchPage)
 */
export class CachePolicy {
  readonly sources: readonly CacheKeySource[];
  readonly configuration: Readonly<CacheConfiguration>;

  constructor(sources: readonly CacheKeySource[], configuration: CacheConfiguration = {}) {
    this.sources = sources;
    this.configuration = configuration;
  }

  /** Is there anything to make a key of? False for `NO_CACHE`. */
  get isCaching(): boolean {
    return this.sources.length > 0;
  }

  /** Does every key hold the run's id, so that nothing is reused by another run? */
  get isWithinRun(): boolean {
    return this.sources.includes(runId);
  }

  /**
   * Both policies: calls are the same when they are so for each.
   * @throws {ConfigurationError} the two are configured differently (C-002)
   */
  and(other: CachePolicy): CachePolicy {
    return new CachePolicy(
      mergedSources(this.sources, other.sources),
      mergedConfiguration(this.configuration, other.configuration),
    );
  }

  /**
   * Leaves an argument out of `INPUTS`; without `INPUTS` nothing changes (C-003).
   * @throws {TypeError} the name is no string
   */
  minus(name: string): CachePolicy {
    if (typeof name !== "string") throw new TypeError(`minus() takes the name of an argument, not a ${typeof name}.`);
    const sources = this.sources.map((source) =>
      source instanceof InputsSource ? new InputsSource([...source.excluded, name]) : source,
    );
    return new CachePolicy(sources, this.configuration);
  }

  /** The same policy with other places and guarantees. @throws {ConfigurationError} SERIALIZABLE without a lock manager */
  configure(configuration: CacheConfiguration): CachePolicy {
    const merged = { ...this.configuration, ...configuration };
    if (merged.isolationLevel === "SERIALIZABLE" && merged.lockManager === undefined) {
      throw new ConfigurationError(
        "SERIALIZABLE needs a lock manager: configure({ isolationLevel, lockManager: fileLocks(folder) }).",
      );
    }
    return new CachePolicy(this.sources, merged);
  }

  /** The key of a call; a promise only where a function of the user's is asynchronous. Never throws (C-005). */
  keyOf(input: CacheKeyInput): CacheKey | Promise<CacheKey> {
    const contributions = this.sources.map((source) => source.contribute(input));
    if (contributions.every(isKnown)) return combined(contributions);
    return Promise.all(contributions.map((contribution) => Promise.resolve(contribution))).then(combined);
  }
}

function isKnown(contribution: Contribution | Promise<Contribution>): contribution is Contribution {
  return !(contribution instanceof Promise);
}

/** If any part cannot be told there is no key: a key without it would reuse results of other calls. */
function combined(contributions: readonly Contribution[]): CacheKey {
  const parts = contributions.filter((contribution) => "policy" in contribution);
  const failed = contributions.find((contribution) => "none" in contribution);
  if (failed !== undefined) return failed;
  const [first] = parts;
  if (first === undefined)
    return { none: contributions.find((one) => "skipped" in one)?.skipped ?? "the policy is NO_CACHE" };
  return {
    key:
      parts.length === 1
        ? first.hash
        : hash("sha256", parts.map(({ policy, hash: part }) => `${policy}=${part}`).join("\n")),
    parts,
  };
}

/** Flat, each source once, and all `INPUTS` as one with the union of what they exclude. */
function mergedSources(left: readonly CacheKeySource[], right: readonly CacheKeySource[]): CacheKeySource[] {
  const all = [...new Set([...left, ...right])];
  const inputs = all.filter((source) => source instanceof InputsSource);
  if (inputs.length < 2) return all;
  const merged = new InputsSource(inputs.flatMap((source) => [...source.excluded]));
  return [merged, ...all.filter((source) => !(source instanceof InputsSource))];
}

function mergedConfiguration(left: CacheConfiguration, right: CacheConfiguration): CacheConfiguration {
  for (const name of ["keyStorage", "lockManager", "isolationLevel"] as const) {
    if (left[name] !== undefined && right[name] !== undefined && left[name] !== right[name]) {
      throw new ConfigurationError(
        `The two cache policies have different values of ${name}: configure the combined policy instead.`,
      );
    }
  }
  return { ...right, ...left };
}

/** A policy of a function of the user's: `(context, parameters) => key`, where null means no caching for this call. */
export function cachePolicyFromFn<Context = unknown>(compute: CacheKeyFunction<Context>): CachePolicy {
  return new CachePolicy([new FunctionSource(compute)]);
}

/** Calls with equal arguments. */
export const INPUTS = new CachePolicy([new InputsSource()]);
/** Calls of the same text of the function. */
export const TASK_SOURCE = new CachePolicy([taskSource]);
/** Calls in flow runs with equal parameters. */
export const FLOW_PARAMETERS = new CachePolicy([flowParameters]);
/** Calls in the same flow run. */
export const RUN_ID = new CachePolicy([runId]);
/** No caching across runs. */
export const NO_CACHE = new CachePolicy([]);
/** Equal arguments, same source, same run: Prefect's default. */
export const DEFAULT = INPUTS.and(TASK_SOURCE).and(RUN_ID);
