import { types } from "node:util";

/** What a value is, for a sentence: "a function", "an AbortSignal", "a Socket", "null". */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return withArticle(typeof value);
  if (types.isProxy(value)) return "a Proxy";
  return withArticle(className(value) || "object");
}

/** The name of an object's class; empty for an anonymous class or an object without a prototype. Never throws. */
export function className(value: object): string {
  try {
    const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof name === "string" ? name : "";
  } catch {
    return "";
  }
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}
