import { types } from "node:util";

/** What a value is, for a sentence: "a function", "an AbortSignal", "a Socket", "null". */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return withArticle(typeof value);
  if (types.isProxy(value)) return "a Proxy";
  const name = className(value);
  return withArticle(vague.has(name) ? tagOf(value) : name);
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

const vague = new Set(["", "Object", "Iterator"]);

function tagOf(value: object): string {
  try {
    return Object.prototype.toString.call(value).slice("[object ".length, -1);
  } catch {
    return "object";
  }
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}
