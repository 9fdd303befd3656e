/** Python's numbers, as on the wire. */
export const levels = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 } as const;

export type LevelName = keyof typeof levels;

export function levelName(level: number): LevelName {
  if (level >= 50) return "CRITICAL";
  if (level >= 40) return "ERROR";
  if (level >= 30) return "WARNING";
  return level >= 20 ? "INFO" : "DEBUG";
}
