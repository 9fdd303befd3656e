import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../../../test/support/databases.ts";
import { insertLimit, SetClock } from "../../../../test/support/stored-runs.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { lockLimits, releaseHolder, releaseLease, renewLease, slotsInUse, takeSlots } from "./concurrency-limits.ts";
import { holdersOf, listLimits, readLimit } from "./limits.ts";
import type { Store } from "../store.ts";

let clock: SetClock;
let store: Store & AsyncDisposable;

async function limitOf(slots: number, decayPerSecond = 0): Promise<{ id: string; name: string }> {
  const name = uuidv7();
  return { id: await store.write((tx) => insertLimit(tx, { name, slots, decayPerSecond })), name };
}

type Request = { slots?: number; leaseId?: string; leaseSeconds?: number | null; holder?: string; waiter?: string };

function take(names: string[], request: Request = {}): Promise<string> {
  const { slots = 1, leaseId = uuidv7(), leaseSeconds = 60, holder, waiter } = request;
  return store.write(async (tx) => {
    const limits = await lockLimits(tx, names);
    const answer = await takeSlots(tx, limits, {
      slots,
      leaseId,
      leaseSeconds,
      holder: holder === undefined ? undefined : { type: "task_run", id: holder },
      waiter: waiter === undefined ? undefined : { id: waiter, patienceSeconds: 30 },
    });
    return answer.kind;
  });
}

const inUse = (id: string) => store.write((tx) => slotsInUse(tx, id));

for (const { name, skip, open } of databases)
  describe.skipIf(skip)(`on ${name}`, () => {
    beforeAll(async () => {
      clock = new SetClock(1_795_590_000_000_000);
      store = await open(clock);
    });
    afterAll(() => store[Symbol.asyncDispose]());

    describe("S4: slots", () => {
      test("are there until they are all taken, and again when they are given back", async () => {
        const limit = await limitOf(2);
        const leaseId = uuidv7();
        expect(await take([limit.name], { leaseId })).toBe("taken");
        expect(await take([limit.name])).toBe("taken");
        expect(await take([limit.name])).toBe("full");
        await store.write((tx) => releaseLease(tx, leaseId));
        expect(await take([limit.name])).toBe("taken");
      });

      test("Q2: of a lease that has ended are free, and it cannot be renewed", async () => {
        const limit = await limitOf(1);
        const leaseId = uuidv7();
        await take([limit.name], { leaseId, leaseSeconds: 60 });
        clock.advance(59);
        expect(await store.write((tx) => renewLease(tx, leaseId, 60))).toBe(true);
        clock.advance(60);
        expect(await store.write((tx) => renewLease(tx, leaseId, 60))).toBe(false);
        expect(await inUse(limit.id)).toBe(0);
      });

      test("Q2: whose lease has ended are not shown as in use either, though nobody has dropped them yet", async () => {
        const limit = await limitOf(3);
        const [lasting, ended] = [uuidv7(), uuidv7()];
        await take([limit.name], { holder: lasting, leaseSeconds: 600 });
        await take([limit.name], { holder: ended, leaseSeconds: 60 });
        expect((await readLimit(store, limit, clock.now()))?.in_use).toBe(2);
        clock.advance(61);
        const now = clock.now();
        expect((await readLimit(store, limit, now))?.in_use).toBe(1);
        const listed = await listLimits(store, { prefix: limit.name, limit: 1, offset: 0, now });
        expect(listed).toMatchObject([{ id: limit.id, in_use: 1 }]);
        expect((await holdersOf(store, [limit.id], now)).get(limit.id)).toEqual([lasting]);
      });

      test("Q3: of several limits are taken all or none", async () => {
        const [wide, narrow] = [await limitOf(5), await limitOf(1)];
        await take([narrow.name]);
        expect(await take([wide.name, narrow.name])).toBe("full");
        expect(await inUse(wide.id)).toBe(0);
      });

      test("Q4: go to those who came first, and a later one gets only what they leave over", async () => {
        const limit = await limitOf(3);
        const [lease, big, small] = [uuidv7(), uuidv7(), uuidv7()];
        await take([limit.name], { leaseId: lease, slots: 2 });
        expect(await take([limit.name], { slots: 3, waiter: big })).toBe("full");
        expect(await take([limit.name], { slots: 1, waiter: small })).toBe("full");
        await store.write((tx) => releaseLease(tx, lease));
        expect(await take([limit.name], { slots: 1, waiter: small })).toBe("full");
        expect(await take([limit.name], { slots: 3, waiter: big, holder: big })).toBe("taken");
        await store.write((tx) => releaseHolder(tx, big));
        expect(await take([limit.name], { slots: 1, waiter: small })).toBe("taken");
      });

      test("Q4: who does not come back in time has lost its place", async () => {
        const limit = await limitOf(1);
        const lease = uuidv7();
        await take([limit.name], { leaseId: lease, leaseSeconds: null });
        await take([limit.name], { waiter: uuidv7() });
        clock.advance(31);
        await store.write((tx) => releaseLease(tx, lease));
        expect(await take([limit.name])).toBe("taken");
      });

      test("of a rate come back with time", async () => {
        const limit = await limitOf(2, 0.5);
        expect(await take([limit.name], { slots: 2 })).toBe("taken");
        expect(await take([limit.name])).toBe("full");
        clock.advance(2);
        expect(await take([limit.name])).toBe("taken");
        expect(await take([limit.name])).toBe("full");
      });

      test("of a limit that nobody made are not asked for", async () => {
        expect(await take([uuidv7()])).toBe("taken");
      });
    });

    type Step = { run: number; does: "take" | "release" | "wait" };

    test("slots in use never exceed the limit, whatever happens in whatever order, and are 0 when all runs have ended", async () => {
      const step: fc.Arbitrary<Step> = fc.record({
        run: fc.integer({ min: 0, max: 5 }),
        does: fc.constantFrom("take", "release", "wait"),
      });
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 25 }), async (slots, steps) => {
          const limit = await limitOf(slots);
          const runs = Array.from({ length: 6 }, () => uuidv7());
          for (const { run, does } of steps) {
            const id = runs[run]!;
            if (does === "wait") clock.advance(20);
            else if (does === "release") await store.write((tx) => releaseHolder(tx, id));
            else await take([limit.name], { holder: id, waiter: id });
            expect(await inUse(limit.id)).toBeLessThanOrEqual(slots);
          }
          for (const id of runs) await store.write((tx) => releaseHolder(tx, id));
          expect(await inUse(limit.id)).toBe(0);
        }),
        { numRuns: 40 },
      );
    });
  });
