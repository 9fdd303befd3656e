type Definition = Readonly<Record<string, unknown>>;

export interface DifferingField {
  name: string;
  before: unknown;
  after: unknown;
}

/** The fields in which two definitions of a deployment differ, by name. */
export function differingFields(before: Definition, after: Definition): DifferingField[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }))
    .filter((field) => sortedJson(field.before) !== sortedJson(field.after));
}

/** The order of keys is no difference. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
