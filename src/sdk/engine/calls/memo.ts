// What earlier attempts of a run left behind, by identity (engine.md I1, I5, M0 and the reuse table).

import type { StoredCall } from "../../../schemas/record.ts";

export class Memo {
  readonly #byIdentity = new Map<string, StoredCall[]>();
  readonly #asked = new Set<string>();
  /** Calls of this re-run that had no counterpart, by name: the other half of a divergence. */
  readonly #fresh = new Map<string, string[]>();

  constructor(calls: Iterable<StoredCall>) {
    for (const call of calls) {
      if (call.identity === "") continue; // made over the API: not a call of the body
      const generations = this.#byIdentity.get(call.identity);
      if (generations === undefined) this.#byIdentity.set(call.identity, [call]);
      else generations.push(call);
    }
    for (const generations of this.#byIdentity.values()) generations.sort((a, b) => a.generation - b.generation);
  }

  get size(): number {
    return this.#byIdentity.size;
  }

  /** The newest generation of a call, before its digest is known. */
  latest(identity: string): StoredCall | undefined {
    return this.#byIdentity.get(identity)?.at(-1);
  }

  /** The stored call with this identity and digest; it counts as asked for. */
  find(identity: string, digest: string): StoredCall | undefined {
    const found = this.#byIdentity.get(identity)?.findLast((call) => call.digest === digest);
    if (found !== undefined) this.#asked.add(found.id);
    return found;
  }

  noteFresh(name: string, digest: string): void {
    const digests = this.#fresh.get(name);
    if (digests === undefined) this.#fresh.set(name, [digest]);
    else digests.push(digest);
  }

  /** One sentence for each finished call that the body did not ask for this time (engine.md I5). */
  divergence(): string[] {
    const sentences: string[] = [];
    for (const generations of this.#byIdentity.values()) {
      for (const call of generations) {
        if (this.#asked.has(call.id) || call.state_type !== "COMPLETED") continue;
        sentences.push(describeUnasked(call, this.#fresh.get(nameOf(call))?.shift()));
      }
    }
    return sentences;
  }
}

function describeUnasked(call: StoredCall, instead: string | undefined): string {
  if (instead === undefined)
    return `${call.name} was not called this time; its result of an earlier attempt is not used`;
  const before = (call.digest ?? "").split(",");
  const now = instead.split(",");
  const at = now.findIndex((digest, index) => digest !== before[index]);
  if (at < 0) return `${nameOf(call)} ran again: it was called at another place or more often`;
  return `${nameOf(call)} ran again: argument ${at + 1} was ${short(before[at])}, is ${short(now[at])}`;
}

function short(digest: string | undefined): string {
  return digest === undefined || digest === "" ? "absent" : `${digest.replace("~", "").slice(0, 4)}…`;
}

/** A task key is the task's name and eight hex digits (engine.md I4). */
function nameOf(call: StoredCall): string {
  return call.task_key.slice(0, -9);
}
