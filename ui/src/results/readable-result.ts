import { parse } from "devalue";

/** A kept result as a value that can be shown as JSON; undefined where its text cannot be read here. */
export function readableResult(text: string, serializer: string | null): { value: unknown } | undefined {
  try {
    const value: unknown = serializer === "rich" ? parse(text, named) : JSON.parse(text);
    return { value: shown(value) };
  } catch {
    return undefined;
  }
}

const builtIn = new Set(["Date", "Map", "Set", "RegExp", "BigInt", "Object", "URL", "URLSearchParams", "null"]);

/** Classes are not here: what was an instance of one is shown under its kind. */
const named = new Proxy<Record<string, (value: unknown) => unknown>>(
  {},
  {
    get: (_, kind) => (typeof kind === "symbol" || isRead(kind) ? undefined : (value: unknown) => ({ [kind]: value })),
    has: (_, kind) => typeof kind === "string" && !isRead(kind),
    getOwnPropertyDescriptor: (_, kind) =>
      typeof kind === "symbol" || isRead(kind)
        ? undefined
        : { configurable: true, enumerable: true, value: (value: unknown) => ({ [kind]: value }) },
  },
);

function isRead(kind: string): boolean {
  return builtIn.has(kind) || kind.endsWith("Array") || kind.startsWith("Temporal.") || kind === "ArrayBuffer";
}

/** JSON knows fewer values than results: the others are written as people would. */
function shown(value: unknown, around: readonly unknown[] = []): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (value === undefined) return "undefined";
  if (typeof value !== "object" || value === null)
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  if (around.includes(value)) return "(itself)";
  const inside = [...around, value];
  if (value instanceof Date) return value.toISOString();
  if (value instanceof RegExp || value instanceof URL) return String(value);
  if (value instanceof Map) return { Map: [...value].map((entry) => entry.map((part) => shown(part, inside))) };
  if (value instanceof Set) return { Set: [...value].map((item) => shown(item, inside)) };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.map((item) => shown(item, inside));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shown(inner, inside)]));
}
