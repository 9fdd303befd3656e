import type { Micros } from "../../lib/clock.ts";
import type { ResultRecord } from "./result-record.ts";

export interface RecentLimits {
  records: number;
  /** Of all texts together: a thousand large results would fill the memory. */
  characters: number;
}

/**
 * The records that were used last (P-005). They are kept encoded: each reader gets a copy of its own, and changing
 * one changes no other.
 */
export class RecentRecords {
  readonly #records = new Map<string, ResultRecord>(); // in order of use
  readonly #limits: RecentLimits;
  #length = 0;

  constructor(limits: RecentLimits = { records: 1000, characters: 32 * 1024 * 1024 }) {
    this.#limits = limits;
  }

  get(key: string, now: Micros): ResultRecord | undefined {
    const record = this.#records.get(key);
    this.delete(key);
    if (record === undefined || isExpired(record, now)) return undefined;
    this.set(record);
    return record;
  }

  set(record: ResultRecord): void {
    this.delete(record.key);
    this.#records.set(record.key, record);
    this.#length += record.text.length;
    for (const oldest of this.#records.keys()) {
      if (this.#records.size <= this.#limits.records && this.#length <= this.#limits.characters) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#length -= this.#records.get(key)?.text.length ?? 0;
    this.#records.delete(key);
  }
}

export function isExpired(record: { expiration: Micros | null }, now: Micros): boolean {
  return record.expiration !== null && record.expiration <= now;
}
