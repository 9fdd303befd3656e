import type { TaskRunRule } from "../../task-run-transition.ts";
import { putInPlace } from "../../verdict.ts";

/** a task run whose cache key is known takes the state that is kept there. */
export const reuseCachedState: TaskRunRule = {
  name: "CacheRetrieval",
  from: "any",
  to: ["RUNNING"],
  async before({ proposed, services }) {
    const { cache_key: key, refresh_cache: refresh } = proposed.details;
    if (!key || refresh) return;
    const cached = await services.cachedState(key);
    if (cached === null) return;
    const { type, message, data, details } = cached;
    return putInPlace({ type, name: "Cached", message, data, details }, "The result of an earlier run is reused.");
  },
};
