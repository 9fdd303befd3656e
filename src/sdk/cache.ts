import { systemClock } from "../lib/clock.ts";
import { type CacheEntry, type CacheFilter, clearCache, listCache } from "./caching/cache-index.ts";
import { type CacheExplanation, explainCache } from "./caching/explain-cache.ts";
import { currentContext } from "./context.ts";
import { cacheKeyOf } from "./engine/tasks/cache-plan.ts";
import { host } from "./host.ts";
import { nameArguments } from "./parameters/signature.ts";
import type { ResultStorage } from "./results/result-storage.ts";
import { type Task, taskDefinition } from "./task.ts";

/** A task whose parameters do not matter here. */
type CachedTask = Pick<Task, "name" | "options">;

/** The cache across runs, to look at and to clear. Each function takes the storage that the tasks use; default: the home's. */
export const cache = {
  /** The entries, newest first, with the task, run and inputs that made each. */
  async ls(filter: CacheFilter = {}, storage?: ResultStorage): Promise<CacheEntry[]> {
    return await listCache(storage ?? (await host().openResultStorage()), systemClock.now(), filter);
  },

  /** Why a call of a task would be answered from the cache, or would not: what it differs in from the closest entry. */
  async explain(task: CachedTask, ...args: readonly unknown[]): Promise<CacheExplanation> {
    const definition = taskDefinition(task as Task);
    const parameters = nameArguments(definition.signature, args);
    const run = { id: "", name: task.name, taskName: task.name, tags: [], parameters, runCount: 0, flowRunId: null };
    const key = await cacheKeyOf({ definition, frame: run, context: currentContext() });
    const storage = task.options.resultStorage ?? (await host().openResultStorage());
    return await explainCache(storage, { task: task.name, key, now: systemClock.now() });
  },

  /** Deletes entries, so that the next such call runs; returns how many there were. */
  async clear(filter: CacheFilter = {}, storage?: ResultStorage): Promise<number> {
    return await clearCache(storage ?? (await host().openResultStorage()), systemClock.now(), filter);
  },
};
