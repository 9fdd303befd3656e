import { defaultStateName } from "../../../src/schemas/state.ts";
import { fullTime, shortTime } from "../pieces/full-time.ts";
import { stateFill } from "../states/state-colors.ts";
import { drawnOrder, type HistoryBucket } from "./history-bucket.ts";
import classes from "./state-bars.module.css";

export interface StateBarsProps {
  buckets: readonly HistoryBucket[];
  label: string;
  height?: number;
  /** Called with the bucket that was chosen. */
  onPick?: (bucket: HistoryBucket) => void;
}

/** Runs over time, one bar a bucket, stacked by state. */
export function StateBars({ buckets, label, height = 96, onPick }: StateBarsProps) {
  const most = Math.max(1, ...buckets.map(({ total }) => total));
  return (
    <figure className={classes.figure} aria-label={label}>
      <div className={classes.bars} style={{ height }}>
        {buckets.map((bucket) => (
          <Bar key={bucket.start} bucket={bucket} most={most} {...(onPick && { onPick })} />
        ))}
      </div>
      <figcaption className={classes.axis}>
        <span>{buckets[0] && shortTime(buckets[0].start)}</span>
        <span>up to {most.toLocaleString("en")} a bar</span>
        <span>{buckets.at(-1) && shortTime(buckets.at(-1)!.end)}</span>
      </figcaption>
    </figure>
  );
}

function Bar({
  bucket,
  most,
  onPick,
}: {
  bucket: HistoryBucket;
  most: number;
  onPick?: (bucket: HistoryBucket) => void;
}) {
  const share = (count: number): string => `max(${(count / most) * 100}%, 2px)`;
  const segments = drawnOrder.filter((type) => bucket.counts[type]).toReversed();
  const content = segments.map((type) => (
    <span
      key={type}
      className={classes.segment}
      style={{ height: share(bucket.counts[type]!), background: stateFill(type) }}
    />
  ));
  const said = describe(bucket);
  if (!onPick || bucket.total === 0) {
    return (
      <div className={classes.bar} title={said}>
        {content}
      </div>
    );
  }
  return (
    <button type="button" className={classes.bar} title={said} aria-label={said} onClick={() => onPick(bucket)}>
      {content}
    </button>
  );
}

function describe({ start, total, counts }: HistoryBucket): string {
  const parts = drawnOrder
    .filter((type) => counts[type])
    .map((type) => `${counts[type]} ${defaultStateName(type).toLowerCase()}`);
  return `${fullTime(start)}: ${total === 0 ? "none" : parts.join(", ")}`;
}
