const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** How far a time lies from now: `3 min. ago`, `in 2 hr.` */
export function agoText(time: number, now: number): string {
  const seconds = (time - now) / 1000;
  if (Math.abs(seconds) < 5) return "just now";
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return relative.format(Math.round(seconds / size), unit);
}
