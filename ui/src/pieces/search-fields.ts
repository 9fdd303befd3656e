// Fields of an address are what people and old links made of them: what does not fit is left out.

export function textIn(value: unknown): string | undefined {
  if (typeof value === "number") return String(value); // the router reads `?name=12` as a number
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function textsIn(value: unknown): string[] | undefined {
  const texts = (Array.isArray(value) ? value : [value]).map(textIn).filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : texts;
}

export function oneOf<const T extends string>(value: unknown, words: readonly T[]): T | undefined {
  return words.find((word) => word === value);
}

/** Without the fields that are not set, so that addresses stay short. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
