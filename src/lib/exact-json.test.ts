import fc from "fast-check";
import { expect, test } from "vitest";
import { isExactNumber, mayHoldFragileNumber, parseExactJson, withPlainNumbers } from "./exact-json.ts";

const fragile = [
  "9007199254740993",
  "1.0",
  "1.50",
  "-0",
  "-0.0",
  "1e5",
  "1E400",
  "0.1234567890123456789",
  "123456789.123456789",
  "100000000000000000000",
];

test.each(fragile)("%s comes back as it was sent", (number) => {
  const text = `{"a":[${number},{"b":${number}}],"c":${number}}`;
  expect(mayHoldFragileNumber(text)).toBe(true);
  expect(JSON.stringify(parseExactJson(text))).toBe(text);
});

test("ordinary numbers, ids and times need no second look", () => {
  const text = '{"n":[1,-2.5,10,0,0.1],"id":"7e3a9c10-0000-7000-8000-1e5000000000","at":"2026-11-25T07:02:33.123456Z"}';
  expect(mayHoldFragileNumber(text)).toBe(false);
});

test("numbers inside of strings stay what they are", () => {
  const value = parseExactJson('{"text":"took 1.0 s, 1e5 rows: 9007199254740993"}');
  expect(value).toEqual({ text: "took 1.0 s, 1e5 rows: 9007199254740993" });
});

test("kept numbers can be read as ordinary ones", () => {
  const value = parseExactJson('{"a":1.0,"b":[9007199254740993]}') as { a: unknown };
  expect(isExactNumber(value.a)).toBe(true);
  expect(withPlainNumbers(value)).toEqual({ a: 1, b: [9007199254740992] });
});

test("any JSON text comes back as it was", () => {
  const number = fc.oneof(
    fc.bigInt().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.tuple(fc.integer(), fc.nat(), fc.integer({ min: -400, max: 400 })).map(([a, b, e]) => `${a}.${b}e${e}`),
    fc.tuple(fc.integer(), fc.nat()).map(([a, b]) => `${a}.${b}0`),
  );
  const array = fc
    .array(
      fc.oneof(
        number,
        fc.string().map((text) => JSON.stringify(text)),
      ),
    )
    .map((items) => `[${items.join(",")}]`);
  fc.assert(
    fc.property(array, (text) => {
      expect(JSON.stringify(parseExactJson(text))).toBe(text);
    }),
  );
});
