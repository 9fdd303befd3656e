import { expect, test } from "vitest";
import { Doubt, EqualCalls } from "./doubt.ts";

function made(equal: EqualCalls, count = 1): Doubt[] {
  return Array.from({ length: count }, () => {
    const doubt = new Doubt(null);
    equal.enter(doubt);
    return doubt;
  });
}

const anotherStretch = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const inDoubt = (doubts: readonly Doubt[]): boolean[] => doubts.map((doubt) => doubt.reason !== null);

test("equal calls of one synchronous stretch are sure, however many there are", () => {
  expect(inDoubt(made(new EqualCalls(), 3))).toEqual([false, false, false]);
});

test("equal calls one after the other are sure", async () => {
  const equal = new EqualCalls();
  const [first] = made(equal);
  await anotherStretch();
  equal.leave(first!);
  expect(inDoubt([first!, ...made(equal)])).toEqual([false, false]);
});

test("I3: both calls of a pair that was made in two stretches and open together are in doubt, and the first one is told", async () => {
  const equal = new EqualCalls();
  const [first] = made(equal);
  const told: string[] = [];
  first!.onRaised = (reason) => told.push(reason);
  await anotherStretch();
  expect(inDoubt([first!, ...made(equal)])).toEqual([true, true]);
  expect(told).toHaveLength(1);
});

test("I3: functions that go on in the same turn of the event loop are different stretches", async () => {
  const equal = new EqualCalls();
  let goOn = (): void => {};
  const answered = new Promise<void>((resolve) => (goOn = resolve));
  const branch = async (): Promise<Doubt[]> => {
    made(new EqualCalls()); // both branches begin in one stretch
    await answered;
    return made(equal, 2);
  };
  const branches = Promise.all([branch(), branch()]);
  goOn();
  expect(inDoubt((await branches).flat())).toEqual([true, true, true, true]);
});

test("one that was made beside a doubtful one shares its doubt with the older one", async () => {
  const equal = new EqualCalls();
  const [first] = made(equal);
  await anotherStretch();
  expect(inDoubt([first!, ...made(equal, 2)])).toEqual([true, true, true]);
});

test("after all have settled the next ones are sure again", async () => {
  const equal = new EqualCalls();
  const doubtful = made(equal);
  await anotherStretch();
  doubtful.push(...made(equal));
  for (const doubt of doubtful) equal.leave(doubt);
  await anotherStretch();
  expect(inDoubt(made(equal, 2))).toEqual([false, false]);
});
