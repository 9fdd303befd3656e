/** The spans of time that pages offer, in seconds. */
export const timeSpans = {
  "1h": { label: "Last hour", seconds: 3600 },
  "24h": { label: "Last day", seconds: 86_400 },
  "7d": { label: "Last 7 days", seconds: 7 * 86_400 },
  "30d": { label: "Last 30 days", seconds: 30 * 86_400 },
} as const;

export type TimeSpan = keyof typeof timeSpans;

export const timeSpanNames = Object.keys(timeSpans) as TimeSpan[];

/** The beginning of a span that ends now, to the minute, so that equal questions are asked in equal words. */
export function beginningOf(span: TimeSpan, now = Date.now()): string {
  const minute = 60_000;
  return new Date(Math.floor(now / minute) * minute - timeSpans[span].seconds * 1000).toISOString();
}

/** The end of the minute that is. */
export function endOfNow(now = Date.now()): string {
  const minute = 60_000;
  return new Date(Math.ceil(now / minute) * minute).toISOString();
}
