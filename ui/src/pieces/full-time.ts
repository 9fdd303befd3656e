const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const short = new Intl.DateTimeFormat("en-GB", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

/** Date and time in the reader's own way. */
export function fullTime(at: string | number): string {
  return full.format(typeof at === "number" ? at : Date.parse(at));
}

/** The time of day with milliseconds. */
export function clockTime(at: string | number): string {
  return clock.format(typeof at === "number" ? at : Date.parse(at));
}

/** Day and minute. */
export function shortTime(at: string): string {
  return short.format(Date.parse(at));
}
