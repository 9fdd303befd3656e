import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Slot } from "../engine/tasks/task-frame.ts";
import { Slots } from "./slots.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("no more places are held than there are (P1), and they are given in the order of asking", async () => {
  const slots = new Slots(1);
  const order: number[] = [];
  const first = await slots.acquire();
  const others = [1, 2].map((number) =>
    slots.acquire().then((slot) => {
      order.push(number);
      return slot;
    }),
  );
  await turn();
  expect(order).toEqual([]);
  first.release();
  (await others[0])?.release();
  await others[1];
  expect(order).toEqual([1, 2]);
});

test("a body that waits for nested calls gives its place to somebody else (P2), and takes one again before it goes on (P3)", async () => {
  const slots = new Slots(1);
  const outer = await slots.acquire();
  outer.enterNested();
  const nested = await slots.acquire(outer);
  let goesOn = false;
  const back = outer.leaveNested().then(() => {
    goesOn = true;
  });
  await turn();
  expect(goesOn).toBe(false);
  nested.release();
  await back;
  expect(goesOn).toBe(true);
});

test("a called body runs in its caller's place, and leaves it to the caller", async () => {
  const slots = new Slots(1);
  const outer = await slots.acquire();
  outer.borrow().release();
  let isTaken = false;
  const next = slots.acquire().then(() => {
    isTaken = true;
  });
  await turn();
  expect(isTaken).toBe(false);
  outer.release();
  await next;
});

test("what waits for deeper bodies is bounded at each depth, and deeper ones come first (P4)", async () => {
  const slots = new Slots(1, { begunPerDepth: 2 });
  const begun: string[] = [];
  const ask = async (name: string, enclosing?: Slot): Promise<Slot> => {
    const slot = await slots.acquire(enclosing);
    begun.push(name);
    return slot;
  };
  const a = await ask("a");
  void ask("b").then((slot) => slot.enterNested());
  void ask("c");
  a.enterNested();
  await turn();
  expect(begun).toEqual(["a", "b"]); // two of the first depth wait for others: the third does not begin
  const inner = await ask("inside a", a);
  expect(begun).toEqual(["a", "b", "inside a"]);
  inner.release();
  await a.leaveNested();
  a.release();
  await turn();
  expect(begun).toEqual(["a", "b", "inside a", "c"]);
});

describe("any tree of bodies", () => {
  interface Tree {
    children: Tree[];
  }
  const treeOf = (depth: number): fc.Arbitrary<Tree> =>
    fc.record({ children: depth === 0 ? fc.constant([]) : fc.array(treeOf(depth - 1), { maxLength: 3 }) });
  const tree = treeOf(4);

  test("ends within any limits, with no place left over", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(tree, { maxLength: 6 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        async (roots, limit, begunPerDepth) => {
          const slots = new Slots(limit, { begunPerDepth });
          let running = 0;
          let most = 0;
          const count = (by: number): void => {
            running += by;
            most = Math.max(most, running);
          };
          const body = async ({ children }: Tree, enclosing?: Slot): Promise<void> => {
            const slot = await slots.acquire(enclosing);
            count(1);
            await Promise.all(
              children.map(async (child, at) => {
                if (at === 0) count(-1);
                slot.enterNested();
                await body(child, slot);
                await slot.leaveNested();
              }),
            );
            if (children.length > 0) count(1);
            count(-1);
            slot.release();
          };
          await Promise.all(roots.map((root) => body(root)));
          expect(most).toBeLessThanOrEqual(limit);
          for (let at = 0; at < Math.min(limit, begunPerDepth); at++) await slots.acquire(); // all places are free again
        },
      ),
      { numRuns: 200 },
    );
  });
});
