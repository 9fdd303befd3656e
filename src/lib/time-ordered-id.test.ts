import { expect, test } from "vitest";
import { firstIdAt, idAt, timeOrderedId } from "./time-ordered-id.ts";
import { uuidv7 } from "./uuid.ts";

const random = "d4f5a0b1-0000-4c3d-8e9f-a0b1c2d3e4f5";
const time = 1_795_608_000_123_456;

test("an id that is ordered by time already is kept", () => {
  const id = uuidv7();
  expect(timeOrderedId(id, time)).toBe(id);
});

test("another id becomes one of its time, the same whenever it is asked for", () => {
  const made = timeOrderedId(random, time);
  expect(made).toBe(timeOrderedId(random.toUpperCase(), time));
  expect(made).not.toBe(timeOrderedId("d4f5a0b1-0000-4c3d-8e9f-a0b1c2d3e4f6", time));
  expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("ids of a time lie between the first of it and the first of the next millisecond", () => {
  const made = timeOrderedId(random, time);
  expect(made >= firstIdAt(time)).toBe(true);
  expect(made < firstIdAt(time + 1000)).toBe(true);
});

test("new ids of one time after the other sort as their times do, also within a millisecond", () => {
  const ids = [0, 1, 500, 999, 1000].map((micros) => idAt(time - (time % 1000) + micros));
  expect(ids).toEqual(ids.toSorted());
  expect(ids.every((id) => timeOrderedId(id, time) === id)).toBe(true);
});
