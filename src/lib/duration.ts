/** A span of time: seconds, or its parts added up. */
export type Duration =
  | number
  | { weeks?: number; days?: number; hours?: number; minutes?: number; seconds?: number; milliseconds?: number };

const seconds = { weeks: 604_800, days: 86_400, hours: 3_600, minutes: 60, seconds: 1, milliseconds: 0.001 } as const;

/**
 * A duration in seconds.
 *
 * @throws {TypeError} when it is neither a number nor made of the known parts
 */
export function toSeconds(duration: Duration, name = "duration"): number {
  if (typeof duration === "number" && !Number.isNaN(duration)) return duration;
  if (typeof duration !== "object" || duration === null)
    throw new TypeError(`${name} must be seconds or an object such as { minutes: 5 }, not ${String(duration)}.`);
  let total = 0;
  for (const [part, count] of Object.entries(duration)) {
    if (!(part in seconds) || typeof count !== "number") {
      throw new TypeError(
        `${name} has a part "${part}" that it cannot have; known are ${Object.keys(seconds).join(", ")}.`,
      );
    }
    total += count * seconds[part as keyof typeof seconds];
  }
  return total;
}
