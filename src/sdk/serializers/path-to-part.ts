import { types } from "node:util";
import { pathText } from "../../lib/path-text.ts";

/**
 * Where a part is inside a value, by identity: `result.items[3].socket`. Undefined when it is not there.
 * Only runs when an error is made, so that encoding need not keep track of paths.
 */
export function pathToPart(root: string, value: unknown, part: unknown): string | undefined {
  const seen = new Set<unknown>();
  const open: { value: unknown; keys: (string | number)[] }[] = [{ value, keys: [] }];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    if (Object.is(at.value, part)) return pathText(root, at.keys);
    if (typeof at.value !== "object" || at.value === null || seen.has(at.value)) continue;
    seen.add(at.value);
    for (const [key, child] of children(at.value)) open.push({ value: child, keys: [...at.keys, key] });
  }
  return undefined;
}

function children(value: object): [string | number, unknown][] {
  if (types.isProxy(value)) return [];
  if (Array.isArray(value)) return Object.keys(value).map((key) => [Number(key), value[Number(key)]]);
  if (types.isMap(value))
    return [...value].flatMap(([key, item]) => [
      [`key ${String(key)}`, key],
      [String(key), item],
    ]);
  if (types.isSet(value)) return [...value].map((item, index) => [index, item]);
  const names = types.isNativeError(value) ? [...Object.keys(value), "cause", "errors"] : Object.keys(value);
  return names.map((name) => [name, Reflect.get(value, name)]);
}
