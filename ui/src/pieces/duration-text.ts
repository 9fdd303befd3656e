/** A length of time as people say it: `42 ms`, `12 s`, `3 m 20 s`, `2 h 5 m`, `3 d 4 h`. */
export function durationText(seconds: number): string {
  if (seconds <= 0) return "0 s";
  if (seconds < 0.001) return "< 1 ms";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return pair(whole, { unit: 60, names: ["m", "s"] });
  if (whole < 86_400) return pair(Math.round(whole / 60), { unit: 60, names: ["h", "m"] });
  return pair(Math.round(whole / 3600), { unit: 24, names: ["d", "h"] });
}

function pair(count: number, { unit, names: [large, small] }: { unit: number; names: [string, string] }): string {
  const rest = count % unit;
  return rest === 0 ? `${Math.floor(count / unit)} ${large}` : `${Math.floor(count / unit)} ${large} ${rest} ${small}`;
}
