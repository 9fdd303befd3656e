import { expect, test } from "vitest";
import { isUuid, uuidFromBytes, uuidToBytes, uuidv7 } from "./uuid.ts";

test("U1: ids of one process sort as they were made, also where a millisecond has more than its sequence holds", () => {
  const ids = Array.from({ length: 10_000 }, () => uuidv7(1_700_000_000_000));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test("an id is a UUID of version 7 that tells its time", () => {
  const now = Date.now() + 60_000; // after whatever other tests have borrowed
  const id = uuidv7(now);
  expect(isUuid(id)).toBe(true);
  expect(id).toMatch(/^.{14}7.{4}[89ab]/);
  expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(now);
});

test("a UUID comes back from its bytes in lower case, however it was written", () => {
  const id = "0198d3f2-7a1b-7c00-9abc-def012345678";
  expect([...uuidToBytes(id)]).toEqual([...Buffer.from(id.replaceAll("-", ""), "hex")]);
  for (const written of [id, id.toUpperCase(), id.replaceAll("-", "")]) {
    expect(uuidFromBytes(uuidToBytes(written))).toBe(id);
  }
});
