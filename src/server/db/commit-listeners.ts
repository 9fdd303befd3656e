import type { CommitListener } from "./store.ts";

/** Those who want to know what was committed. */
export class CommitListeners {
  readonly #listeners = new Set<CommitListener>();

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  add(listener: CommitListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A listener that throws is its own problem: the commit has happened, and the others are told too. */
  tell(topics: ReadonlySet<string>): void {
    if (topics.size === 0) return;
    for (const listener of this.#listeners) {
      try {
        listener(topics);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }
}
