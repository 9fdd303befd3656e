// Whether a task's result is taken from the cache, and how it gets there (features §8).

import { type Micros, isoFromMicros, systemClock } from "../../../lib/clock.ts";
import { toSeconds } from "../../../lib/duration.ts";
import { taskKey } from "../../../lib/identity.ts";
import { cachePolicyFromFn, type CachePolicy, DEFAULT } from "../../caching/cache-policy.ts";
import type { CacheKey } from "../../caching/cache-key.ts";
import type { CacheKeyPart } from "../../caching/cache-origin.ts";
import type { TaskRunView } from "../../run-view.ts";
import type { RunContext } from "../../context.ts";
import { isSerializationError } from "../../errors.ts";
import { host } from "../../host.ts";
import { lockHolder } from "../../locks/lock-manager.ts";
import { levels } from "../../logging/levels.ts";
import { writeLog } from "../../logging/run-logger.ts";
import { ResultStore } from "../../results/result-store.ts";
import { flagSetting } from "../../settings.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import type { CacheKeyContext } from "../../definitions/task-options.ts";
import { resultSerializer } from "../results/at-rest.ts";
import { resultStorage } from "../results/result-rules.ts";
import type { TaskFrame } from "./task-frame.ts";

export interface CachePlan {
  key: string;
  expiration: Micros | undefined;
  /** What the cache holds under the key; undefined when the task has to run. */
  hit: { value: unknown } | undefined;
  /** Writes the value: at once, or when the transaction around the task commits. */
  publish(value: unknown): Promise<void>;
  /** Lets others go on who wait for the same key. */
  release(): Promise<void>;
}

export interface CachedCall {
  definition: TaskDefinition;
  frame: TaskFrame;
  context: RunContext;
}

/** The plan for a call; undefined when it is not cached. Why a key cannot be computed is logged (C-005). */
export async function planCaching(call: CachedCall): Promise<CachePlan | undefined> {
  const policy = policyOf(call);
  if (policy === undefined || !policy.isCaching) return undefined;
  const key = await policy.keyOf(keyInput(call));
  if ("none" in key) {
    writeLog(call.context, levels.WARNING, `The result is not cached: ${key.none}.`);
    return undefined;
  }
  return await openPlan(call, policy, key);
}

function policyOf({ definition, context }: Omit<CachedCall, "frame">): CachePolicy | undefined {
  const { options } = definition;
  if (flagSetting("tasks.disable_caching")) return undefined;
  if (definition.isGenerator) return undefined; // what it yields is not kept
  if (options.persistResult === false) {
    if (options.cachePolicy?.isCaching === true)
      writeLog(context, levels.WARNING, "The cache policy is ignored: persistResult is false.");
    return undefined;
  }
  if (options.cacheKeyFn !== undefined) return cachePolicyFromFn<CacheKeyContext>(options.cacheKeyFn);
  return options.cachePolicy ?? (options.persistResult === true ? DEFAULT : undefined);
}

/** The key that a call has, or would have, in the cache. */
export async function cacheKeyOf(call: Omit<CachedCall, "frame"> & { frame: TaskRunView }): Promise<CacheKey> {
  const policy = policyOf(call);
  return policy === undefined ? { none: "the task has no cache policy" } : await policy.keyOf(keyInput(call));
}

function keyInput({ definition, frame, context }: Omit<CachedCall, "frame"> & { frame: TaskRunView }) {
  const keyContext: CacheKeyContext = { task: definition.target(), taskRun: frame, flowRun: context.flow ?? null };
  return {
    task: {
      name: definition.name,
      key: taskKey(definition.packageName, definition.name),
      source: Function.prototype.toString.call(definition.fn),
    },
    inputs: frame.parameters,
    flowParameters: context.flow?.parameters ?? null,
    flowRunId: context.flow?.id ?? null,
    taskRunId: frame.id,
    get secretKey() {
      return host().secretKey();
    },
    context: keyContext,
  };
}

async function openPlan(
  call: CachedCall,
  policy: CachePolicy,
  { key, parts }: { key: string; parts: CacheKeyPart[] },
): Promise<CachePlan> {
  const { definition } = call;
  const store = await openStore(call, policy);
  const release = await lockKey(call, policy, key);
  try {
    const hit = await recall(definition, store, key);
    return newPlan(call, store, { key, parts, hit, release });
  } catch (error) {
    await release();
    throw error;
  }
}

async function lockKey({ frame }: CachedCall, policy: CachePolicy, key: string): Promise<() => Promise<void>> {
  const { isolationLevel, lockManager } = policy.configuration;
  if (isolationLevel !== "SERIALIZABLE" || lockManager === undefined) return () => Promise.resolve();
  const holder = lockHolder(frame.id);
  await lockManager.acquire(key, { holder, signal: frame.stopper.signal });
  return () => lockManager.release(key, holder).catch(() => {}); // it expired: somebody else may hold it
}

async function recall(
  definition: TaskDefinition,
  store: ResultStore,
  key: string,
): Promise<{ value: unknown } | undefined> {
  if (definition.options.refreshCache ?? flagSetting("tasks.refresh_cache")) return undefined;
  const recalled = await store.recall(key);
  return "value" in recalled ? recalled : undefined;
}

interface PlanParts {
  key: string;
  parts: CacheKeyPart[];
  hit: { value: unknown } | undefined;
  release: () => Promise<void>;
}

function newPlan(
  { definition, frame, context }: CachedCall,
  store: ResultStore,
  { key, parts, hit, release }: PlanParts,
): CachePlan {
  const expiration = expirationOf(definition);
  return {
    key,
    expiration,
    hit,
    release,
    async publish(value) {
      const created = isoFromMicros(systemClock.now());
      const origin = {
        task: definition.name,
        task_run_id: frame.id,
        flow_run_id: context.flow?.id ?? null,
        created,
        parts,
      };
      try {
        await store.put(store.encode(value, { key, expiration: expiration ?? null, origin }));
      } catch (error) {
        if (!isSerializationError(error)) throw error;
        writeLog(context, levels.WARNING, `The result is not cached: ${error.message}.`);
      }
    },
  };
}

async function openStore({ definition, context }: CachedCall, policy: CachePolicy): Promise<ResultStore> {
  const storage = await resultStorage(definition, context)();
  const { keyStorage } = policy.configuration;
  const name = definition.options.resultSerializer ?? context.flow?.definition.options.resultSerializer;
  return new ResultStore({
    storage,
    keyStorage:
      typeof keyStorage === "string"
        ? (await import("../../results/local-storage.ts")).localStorage(keyStorage)
        : keyStorage,
    serializer: resultSerializer(name),
    cacheInMemory: definition.options.cacheResultInMemory,
  });
}

function expirationOf(definition: TaskDefinition): Micros | undefined {
  const { cacheExpiration } = definition.options;
  return cacheExpiration === undefined
    ? undefined
    : systemClock.now() + Math.round(toSeconds(cacheExpiration, "cacheExpiration") * 1_000_000);
}
