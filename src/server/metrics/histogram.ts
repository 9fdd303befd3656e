import type { Labels, Sample } from "./prometheus.ts";

interface Series {
  labels: Labels;
  /** How many values fell into each bucket, and beyond the last. */
  counts: number[];
  sum: number;
}

/** Counts values in buckets, apart for each set of labels. The number of sets is for the caller to bound. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series>();

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
  }

  observe(value: number, labels: Labels = {}): void {
    const key = JSON.stringify(labels);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels, counts: Array.from({ length: this.#bounds.length + 1 }, () => 0), sum: 0 };
      this.#series.set(key, series);
    }
    const at = this.#bounds.findIndex((bound) => value <= bound);
    series.counts[at < 0 ? this.#bounds.length : at]! += 1;
    series.sum += value;
  }

  samples(): Sample[] {
    return [...this.#series.values()].flatMap(({ labels, counts, sum }) => {
      let count = 0;
      const buckets = counts.map((inBucket, at) => {
        const le = at === this.#bounds.length ? "+Inf" : String(this.#bounds[at]);
        return { suffix: "_bucket", labels: { ...labels, le }, value: (count += inBucket) };
      });
      return [...buckets, { suffix: "_sum", labels, value: sum }, { suffix: "_count", labels, value: count }];
    });
  }
}
