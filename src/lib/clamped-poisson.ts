/**
 * An interval of exponential distribution around `average`, kept within (1 ± spread) × average.
 * Those who wait for the same thing come back at different times. Source of the rule: Prefect 3, `utilities/math.py`.
 */
export function clampedPoisson(average: number, spread = 0.3, random: () => number = Math.random): number {
  const drawn = -Math.log(1 - random()) * average;
  return Math.min(Math.max(drawn, average * Math.max(0, 1 - spread)), average * (1 + spread));
}
