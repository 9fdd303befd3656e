const mask = /^\*{4,}$/;

/** Values without the stars that stand for secrets, so that the stars are not sent back as if they were the secret. */
export function withoutMasks(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => !(typeof inner === "string" && mask.test(inner)));
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutMasks(inner)]));
}
