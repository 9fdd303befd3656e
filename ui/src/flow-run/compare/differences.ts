export interface Difference {
  /** Where: `urls[2].path`. */
  path: string;
  left: unknown;
  right: unknown;
}

/** Where two JSON values differ, at the smallest parts. */
export function differencesOf(left: unknown, right: unknown, path = ""): Difference[] {
  if (Object.is(left, right)) return [];
  if (!isContainer(left) || !isContainer(right) || Array.isArray(left) !== Array.isArray(right))
    return [{ path, left, right }];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names.flatMap((name) => differencesOf(left[name], right[name], joined(path, name, Array.isArray(left))));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function joined(path: string, name: string, isList: boolean): string {
  if (isList) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}
