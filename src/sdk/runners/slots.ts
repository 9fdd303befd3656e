// Places for bodies that may run at once, first come first served.
//
// Invariants
//   P1. At most `limit` places are held.
//   P2. A body that waits for nested calls holds none: a limit of one runs any depth of nesting.
//   P3. The nested call that ends last gives its outcome on only after its parent holds a place again.

import type { Slot } from "../engine/task-frame.ts";

export class Slots {
  readonly limit: number;
  #held = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  async acquire(): Promise<Slot> {
    await this.#take();
    return new HeldSlot({ take: () => this.#take(), give: () => this.#give() });
  }

  #take(): Promise<void> {
    if (this.#held < this.limit) {
      this.#held++;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#held--;
    else next(); // the place goes over without being free in between
  }
}

class HeldSlot implements Slot {
  readonly #places: { take(): Promise<void>; give(): void };
  #nested = 0;
  #isHeld = true;
  #isReleased = false;

  constructor(places: { take(): Promise<void>; give(): void }) {
    this.#places = places;
  }

  enterNested(): void {
    if (this.#nested++ === 0) this.#letGo();
  }

  async leaveNested(): Promise<void> {
    if (--this.#nested > 0 || this.#isReleased) return;
    await this.#places.take();
    // Meanwhile the body may have ended, or made another nested call.
    if (this.#isReleased || this.#nested > 0) this.#places.give();
    else this.#isHeld = true;
  }

  release(): void {
    this.#isReleased = true;
    this.#letGo();
  }

  #letGo(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#places.give();
  }
}
