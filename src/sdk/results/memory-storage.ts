import type { ResultStorage } from "./result-storage.ts";

/** Results that last as long as the process: for tests, and for flows that nobody resumes. */
export function memoryStorage(): ResultStorage {
  const kept = new Map<string, Uint8Array>();
  return {
    location: "memory",
    read: async (key) => kept.get(key)?.slice(),
    write: async (key, bytes) => void kept.set(key, bytes.slice()),
    exists: async (key) => kept.has(key),
    delete: async (key) => void kept.delete(key),
    async *list() {
      yield* kept.keys();
    },
  };
}
