import { type Duration, toSeconds } from "../../lib/duration.ts";

export type Check = (value: unknown) => string | undefined;

/** @throws {TypeError} that names the option and what it takes */
export function checkOptions(kind: string, options: object, checks: Readonly<Record<string, Check>>): void {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`The options of a ${kind} must be an object, not ${typeof options}.`);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const check = checks[name];
    if (check === undefined)
      throw new TypeError(`A ${kind} has no option "${name}". It takes: ${Object.keys(checks).join(", ")}.`);
    const expected = check(value);
    if (expected !== undefined)
      throw new TypeError(`The option ${name} of a ${kind} must be ${expected}, not ${describeValue(value)}.`);
  }
}

function describeValue(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "object") return JSON.stringify(value) ?? "an object";
  return JSON.stringify(value) ?? String(value as symbol);
}

export const must =
  (expected: string, holds: (value: unknown) => boolean): Check =>
  (value) =>
    holds(value) ? undefined : expected;

export const isText = must("a string", (value) => typeof value === "string");
export const isFlag = must("true or false", (value) => typeof value === "boolean");
export const isFunction = must("a function", (value) => typeof value === "function");
export const isObject = must("an object", (value) => typeof value === "object" && value !== null);
export const isCount = must("a whole number, 0 or more", (value) => Number.isInteger(value) && (value as number) >= 0);
export const isSeconds = must("a number of seconds, 0 or more", (value) => typeof value === "number" && value >= 0);
export const isDuration = must(
  "seconds or an object such as { minutes: 5 }",
  (value) => typeof value === "number" || (typeof value === "object" && value !== null),
);
export const isTexts = must(
  "a list of strings",
  (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
);
export const isFunctions = must(
  "a list of functions",
  (value) => Array.isArray(value) && value.every((item) => typeof item === "function"),
);
export const isTextOrFunction = must(
  "a string or a function",
  (value) => typeof value === "string" || typeof value === "function",
);
export const isAnything: Check = () => undefined;
export const isIterable = must(
  "a list of futures or states",
  (value) => typeof value === "object" && value !== null && Symbol.iterator in value,
);
export const isOneOf = (...values: readonly string[]): Check =>
  must(`one of ${values.map((value) => `"${value}"`).join(", ")}`, (value) => values.includes(value as string));
const isSerializer = must(
  "a serializer or the name of one",
  (value) => typeof value === "string" || (typeof value === "object" && value !== null),
);

/** Options that flows and tasks share. */
export const commonChecks = {
  name: isText,
  description: isText,
  version: isText,
  retries: isCount,
  timeoutSeconds: isDuration,
  persistResult: isFlag,
  resultStorage: isObject,
  resultSerializer: isSerializer,
  cacheResultInMemory: isFlag,
  logPrints: isFlag,
  onRunning: isFunctions,
  onCompletion: isFunctions,
  onFailure: isFunctions,
  onCodeChange: isOneOf("reuse", "rerun", "fail"),
  onAmbiguous: isOneOf("warn", "fail"),
  durability: isOneOf("strict", "relaxed"),
  key: isTextOrFunction,
  waitFor: isIterable,
} as const;

/** Zero and nothing both mean that there is no limit (F-008). */
export function positiveSeconds(duration: Duration | undefined): number | undefined {
  if (duration === undefined) return undefined;
  const seconds = toSeconds(duration, "timeoutSeconds");
  return seconds > 0 ? seconds : undefined;
}

export function withoutUndefined<T extends object>(changes: T): Partial<T> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>;
}
