import type { Micros } from "../../lib/clock.ts";
import type { ResultRecord } from "./result-record.ts";

/**
 * The records that were used last (P-005). They are kept encoded: each reader gets a copy of its own, and changing
 * one changes no other.
 */
export class RecentRecords {
  readonly #records = new Map<string, ResultRecord>(); // in order of use
  readonly #limit: number;

  constructor(limit = 1000) {
    this.#limit = limit;
  }

  get(key: string, now: Micros): ResultRecord | undefined {
    const record = this.#records.get(key);
    this.#records.delete(key);
    if (record === undefined || isExpired(record, now)) return undefined;
    this.#records.set(key, record);
    return record;
  }

  set(record: ResultRecord): void {
    this.#records.delete(record.key);
    this.#records.set(record.key, record);
    if (this.#records.size > this.#limit) this.#records.delete(this.#records.keys().next().value!);
  }

  delete(key: string): void {
    this.#records.delete(key);
  }
}

export function isExpired(record: { expiration: Micros | null }, now: Micros): boolean {
  return record.expiration !== null && record.expiration <= now;
}
