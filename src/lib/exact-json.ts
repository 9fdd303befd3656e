// JSON whose numbers come back as they were sent (engine.md S6): JavaScript's numbers cannot hold 2^53+1, and write
// 1.0 as 1. Such a number becomes a raw JSON value, which JSON.stringify writes as its source; every other text is
// parsed as always.

type RawJson = { readonly rawJSON: string };
type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;

// Node has both; TypeScript's library does not know them yet.
const exact = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown;
  rawJSON(source: string): RawJson;
  isRawJSON(value: unknown): value is RawJson;
};

// Numbers that may not come back as they were: many digits, closing zeros, exponents, -0. In a string this can match
// too, which costs time and changes nothing.
const fragileNumber = /(?:^|[:,[\s])-?(?:\d[\d.]{15}|\d+\.\d*0(?!\d)|\d+(?:\.\d+)?[eE]|(?<=-)0(?![\d.]))/;

/** Parses JSON and keeps every number as it is written. */
export function parseExactJson(text: string): unknown {
  return fragileNumber.test(text) ? exact.parse(text, keepSource) : JSON.parse(text);
}

/** Whether parsing this text as ordinary JSON could change one of its numbers. */
export function mayHoldFragileNumber(text: string): boolean {
  return fragileNumber.test(text);
}

/** The value with ordinary numbers in the place of those that were kept as they are written. */
export function withPlainNumbers(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Whether a value is a number that was kept as it is written. */
export function isExactNumber(value: unknown): boolean {
  return exact.isRawJSON(value);
}

function keepSource(_key: string, value: unknown, { source }: { source?: string }): unknown {
  return typeof value === "number" && source !== undefined && source !== JSON.stringify(value)
    ? exact.rawJSON(source)
    : value;
}
