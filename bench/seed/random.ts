/** Numbers that look random and are the same each time (mulberry32), so that two databases are seeded alike. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of them, the first ones far more often than the last: as flows, tags and deployments are in real life. */
  favouring<T>(values: readonly T[]): T {
    return values[Math.floor(values.length * this.next() ** 3)]!;
  }

  /** Around a middle, with a long tail upwards. */
  longTailed(middle: number): number {
    return Math.round(middle * Math.exp(1.2 * (this.next() + this.next() + this.next() - 1.5)));
  }

  /** A UUIDv7 of a time in microseconds. */
  idAt(micros: number): string {
    const millis = Math.floor(micros / 1000)
      .toString(16)
      .padStart(12, "0");
    const digits = (count: number): string =>
      Math.floor(this.next() * 16 ** count)
        .toString(16)
        .padStart(count, "0");
    return `${millis.slice(0, 8)}-${millis.slice(8)}-7${digits(3)}-8${digits(3)}-${digits(6)}${digits(6)}`;
  }
}
