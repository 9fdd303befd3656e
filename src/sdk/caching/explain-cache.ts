import { isoFromMicros, type Micros } from "../../lib/clock.ts";
import type { ResultStorage } from "../results/result-storage.ts";
import { type CacheEntry, listCache } from "./cache-index.ts";
import type { CacheKey } from "./cache-key.ts";
import type { CacheKeyPart } from "./cache-origin.ts";

export interface CacheExplanation {
  outcome: "hit" | "miss" | "not cached";
  /** Why, as a sentence. */
  reason: string;
  /** The entry that is hit, or the one that comes closest. */
  entry?: CacheEntry;
}

export interface ExplainedCall {
  task: string;
  key: CacheKey;
  now: Micros;
}

/** Why a call is, or is not, answered from the cache: `cache explain`. */
export async function explainCache(
  storage: ResultStorage,
  { task, key, now }: ExplainedCall,
): Promise<CacheExplanation> {
  if ("none" in key) return { outcome: "not cached", reason: `There is no cache key: ${key.none}.` };
  const [found] = await listCache(storage, now, { key: key.key });
  if (found !== undefined) return found.isExpired ? expired(found) : hit(found);
  const closest = closestTo(key.parts, await listCache(storage, now, { task }));
  if (closest === undefined) return { outcome: "miss", reason: `Task ${task} has no entry in ${storage.location}.` };
  return { outcome: "miss", reason: differences(key.parts, closest), entry: closest };
}

function hit(entry: CacheEntry): CacheExplanation {
  const until = entry.expiration === null ? "does not expire" : `expires ${isoFromMicros(entry.expiration)}`;
  return {
    outcome: "hit",
    reason: `The result was made by ${nameOf(entry)} at ${entry.origin.created} and ${until}.`,
    entry,
  };
}

function expired(entry: CacheEntry): CacheExplanation {
  return {
    outcome: "miss",
    reason: `The result of ${nameOf(entry)} expired at ${isoFromMicros(entry.expiration ?? 0)}.`,
    entry,
  };
}

function closestTo(parts: readonly CacheKeyPart[], entries: readonly CacheEntry[]): CacheEntry | undefined {
  const distances = entries.map((entry) => ({ entry, distance: differing(parts, entry).length }));
  return distances.sort((left, right) => left.distance - right.distance)[0]?.entry;
}

function differences(parts: readonly CacheKeyPart[], entry: CacheEntry): string {
  const names = differing(parts, entry);
  if (names.length === 0) return `The entry of ${nameOf(entry)} came closest, but its key was made in another way.`;
  return `The entry of ${nameOf(entry)} came closest; different there: ${names.join(", ")}.`;
}

/** What is not the same, by policy and, for arguments, by name: "INPUTS.url". */
function differing(parts: readonly CacheKeyPart[], { origin }: CacheEntry): string[] {
  const theirs = new Map(origin.parts.map((part) => [part.policy, part]));
  const ours = new Map(parts.map((part) => [part.policy, part]));
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((policy) => ours.get(policy)?.hash !== theirs.get(policy)?.hash)
    .flatMap((policy) => namesIn(policy, ours.get(policy)?.values ?? {}, theirs.get(policy)?.values ?? {}));
}

function namesIn(policy: string, ours: Record<string, string>, theirs: Record<string, string>): string[] {
  const names = Object.keys({ ...ours, ...theirs }).filter((name) => ours[name] !== theirs[name]);
  return names.length === 0 ? [policy] : names.map((name) => `${policy}.${name}`);
}

function nameOf({ origin }: CacheEntry): string {
  return origin.task_run_id === null ? `a call of ${origin.task}` : `task run ${origin.task_run_id} of ${origin.task}`;
}
