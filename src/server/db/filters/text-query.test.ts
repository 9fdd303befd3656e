import { expect, test } from "vitest";
import { parseTextQuery } from "./text-query.ts";

test.each([
  ["error timeout", { include: ["error", "timeout"], exclude: [], required: [] }],
  [
    '"lost connection" -debug !trace +db',
    { include: ["lost connection"], exclude: ["debug", "trace"], required: ["db"] },
  ],
  ['+"two words" -"not these"', { include: [], exclude: ["not these"], required: ["two words"] }],
  [String.raw`\-5 \"quoted\"`, { include: ["-5", '"quoted"'], exclude: [], required: [] }],
  ['"never closed', { include: ["never closed"], exclude: [], required: [] }],
  ["well-known", { include: ["well-known"], exclude: [], required: [] }],
  ["  ", { include: [], exclude: [], required: [] }],
])("%s", (query, parsed) => expect(parseTextQuery(query)).toEqual(parsed));
