/** The items of a collection that the engine looks into for futures and states, and how to put others in their places. */
export interface Parts {
  items: readonly unknown[];
  rebuild(items: unknown[]): unknown;
}

/** Arrays, sets, maps and plain objects have parts; everything else is a value. */
export function partsOf(value: object): Parts | undefined {
  if (Array.isArray(value)) return { items: value, rebuild: (items) => items };
  if (value instanceof Set) return { items: [...value], rebuild: (items) => new Set(items) };
  if (value instanceof Map) return { items: [...value].flat(), rebuild: (items) => new Map(pairs(items)) };
  if (!isPlain(value)) return undefined;
  const keys = Object.keys(value);
  return {
    items: Object.values(value),
    rebuild: (items) => Object.fromEntries(keys.map((key, at) => [key, items[at]])),
  };
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function pairs(items: unknown[]): [unknown, unknown][] {
  return Array.from({ length: items.length / 2 }, (_, at) => [items[2 * at], items[2 * at + 1]]);
}
