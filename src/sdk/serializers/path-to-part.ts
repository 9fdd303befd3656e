import { types } from "node:util";
import { pathText } from "../../lib/path-text.ts";

interface Visited {
  value: unknown;
  key: string | number;
  from: Visited | undefined;
}

const most = 100_000; // a message is not worth more

/**
 * Where a part is inside a value, by identity: `result.items[3].socket`. Undefined when it is not found.
 * Only runs when an error is made, so that encoding need not keep track of paths.
 */
export function pathToPart(root: string, value: unknown, part: unknown): string | undefined {
  const visited: Visited[] = [{ value, key: "", from: undefined }];
  const seen = new Set<unknown>();
  for (let next = 0; next < visited.length && next < most; next++) {
    const at = visited[next]!;
    if (Object.is(at.value, part)) return pathText(root, keysTo(at));
    if (typeof at.value !== "object" || at.value === null || seen.has(at.value)) continue;
    seen.add(at.value);
    for (const [key, child] of childrenOf(at.value)) visited.push({ value: child, key, from: at });
  }
  return undefined;
}

function keysTo(at: Visited): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let step = at; step.from !== undefined; step = step.from) keys.unshift(step.key);
  return keys;
}

type Child = [string | number, unknown];

function childrenOf(value: object): Child[] {
  if (types.isProxy(value)) return [];
  if (Array.isArray(value)) return Object.keys(value).map((key) => [Number(key), value[Number(key)]]);
  if (types.isMap(value))
    return [...value].flatMap(([key, item]): Child[] => [
      ["(key)", key],
      [mapKey(key), item],
    ]);
  if (types.isSet(value)) return [...value].map((item, index) => [index, item]);
  const names = types.isNativeError(value) ? [...Object.keys(value), "cause", "errors"] : Object.keys(value);
  return names.map((name) => [name, read(value, name)]);
}

function mapKey(key: unknown): string | number {
  return typeof key === "string" || typeof key === "number" ? key : "(value)";
}

function read(value: object, name: string): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined; // a getter that throws is not the part that was refused
  }
}
