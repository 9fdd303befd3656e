// Places for bodies that may run at once, first come first served.
//
// Invariants
//   P1. At most `limit` places are held.
//   P2. A body that waits for nested calls holds none: a limit of one runs any depth of nesting.
//   P3. The nested call that ends last gives its outcome on only after its parent holds a place again.
//   P4. Deeper bodies come first, and at most `begunPerDepth` bodies of one depth have begun and not ended. A body waits
//       for deeper ones only, so that there is always one that can go on.

import type { Slot } from "../engine/tasks/task-frame.ts";

export interface SlotsOptions {
  /** Where a body that waits costs something: a thread, a process. Default: any number. */
  begunPerDepth?: number;
}

export class Slots {
  readonly limit: number;
  readonly #begunPerDepth: number;
  #held = 0;
  /** Bodies that have begun and wait to go on. */
  readonly #resuming: (() => void)[] = [];
  /** Bodies that have not begun, by depth. */
  readonly #starting: (() => void)[][] = [];
  readonly #begun: number[] = [];

  constructor(limit: number, options: SlotsOptions = {}) {
    this.limit = limit;
    this.#begunPerDepth = options.begunPerDepth ?? Infinity;
  }

  /** `enclosing`: the place of the body that made the call. */
  async acquire(enclosing?: Slot): Promise<Slot> {
    const depth = enclosing === undefined ? 0 : enclosing.depth + 1;
    await new Promise<void>((begin) => {
      (this.#starting[depth] ??= []).push(begin);
      this.#admit();
    });
    return new HeldSlot(depth, { take: () => this.#resume(), give: () => this.#give(), end: () => this.#end(depth) });
  }

  #resume(): Promise<void> {
    return new Promise((go) => {
      this.#resuming.push(go);
      this.#admit();
    });
  }

  #give(): void {
    this.#held--;
    this.#admit();
  }

  #end(depth: number): void {
    this.#begun[depth] = this.#begunAt(depth) - 1;
    this.#admit();
  }

  #admit(): void {
    while (this.#held < this.limit) {
      const go = this.#resuming.shift() ?? this.#takeDeepest();
      if (go === undefined) return;
      this.#held++;
      go();
    }
  }

  #takeDeepest(): (() => void) | undefined {
    for (let depth = this.#starting.length - 1; depth >= 0; depth--) {
      if (this.#begunAt(depth) >= this.#begunPerDepth) continue;
      const begin = this.#starting[depth]?.shift();
      if (begin === undefined) continue;
      this.#begun[depth] = this.#begunAt(depth) + 1;
      return begin;
    }
    return undefined;
  }

  #begunAt(depth: number): number {
    return this.#begun[depth] ?? 0;
  }
}

interface Place {
  take(): Promise<void>;
  give(): void;
  end(): void;
}

class HeldSlot implements Slot {
  readonly depth: number;
  readonly #place: Place;
  #nested = 0;
  #isHeld = true;
  #isReleased = false;

  constructor(depth: number, place: Place) {
    this.depth = depth;
    this.#place = place;
  }

  enterNested(): void {
    if (this.#nested++ === 0) this.#letGo();
  }

  async leaveNested(): Promise<void> {
    if (--this.#nested > 0 || this.#isReleased) return;
    await this.#place.take();
    // Meanwhile the body may have ended, or made another nested call.
    if (this.#isReleased || this.#nested > 0) this.#place.give();
    else this.#isHeld = true;
  }

  borrow(): Slot {
    return new BorrowedSlot(this);
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#letGo();
    this.#place.end();
  }

  #letGo(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#place.give();
  }
}

/** The place of a body that called another one: that one runs in it, and leaves it to the caller. */
class BorrowedSlot implements Slot {
  readonly #owner: HeldSlot;

  constructor(owner: HeldSlot) {
    this.#owner = owner;
  }

  get depth(): number {
    return this.#owner.depth;
  }

  enterNested(): void {
    this.#owner.enterNested();
  }

  leaveNested(): Promise<void> {
    return this.#owner.leaveNested();
  }

  borrow(): Slot {
    return this;
  }

  release(): void {}
}
