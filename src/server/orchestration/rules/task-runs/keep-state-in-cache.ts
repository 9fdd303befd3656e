import type { TaskRunRule } from "../../task-run-transition.ts";
import { keepCurrentState } from "../../verdict.ts";

/** Source: Prefect's default of `server.tasks.max_cache_key_length`. */
const longestKey = 2000;

/** a completed state with a cache key is kept for later runs. */
export const keepStateInCache: TaskRunRule = {
  name: "CacheInsertion",
  from: "any",
  to: ["COMPLETED"],
  before({ proposed }) {
    const length = proposed.details.cache_key?.length ?? 0;
    if (length <= longestKey) return;
    return keepCurrentState(`The cache key has ${length} characters; it may have ${longestKey}.`);
  },
  async after({ proposed, services }) {
    const key = proposed.details.cache_key;
    if (key) await services.keepInCache(key, proposed);
  },
};
