/** What the holder of an API key may do, the most first. */
export const roles = ["admin", "operator", "viewer", "worker"] as const;
export type Role = (typeof roles)[number];
