/** Says stop, once. The signal is made when somebody asks for it: most tasks never do. */
export class Stopper {
  #controller: AbortController | undefined;
  #reason: { error: unknown } | undefined;
  #listeners: Set<(error: unknown) => void> | undefined;

  get isStopped(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): unknown {
    return this.#reason?.error;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== undefined) this.#controller.abort(this.#reason.error);
    return this.#controller.signal;
  }

  stop(error: unknown): void {
    if (this.#reason !== undefined) return;
    this.#reason = { error };
    this.#controller?.abort(error);
    for (const listener of this.#listeners ?? []) listener(error);
    this.#listeners = undefined;
  }

  /** Called at the stop; at once if it has been said. Returns how to take it back. */
  onStop(listener: (error: unknown) => void): () => void {
    if (this.#reason !== undefined) listener(this.#reason.error);
    else (this.#listeners ??= new Set()).add(listener);
    return () => this.#listeners?.delete(listener);
  }
}
