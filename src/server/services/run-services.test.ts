import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import { SetClock } from "../../../test/support/stored-runs.ts";
import type { Store } from "../db/store.ts";
import { runServices, type Service, type ServicesOptions } from "./run-services.ts";

let clock: SetClock;
let store: Store & AsyncDisposable;

/** Loops whose turns are begun by hand. */
class Turns {
  readonly errors: unknown[] = [];
  #wake: () => void = () => {};
  #asleep = Promise.withResolvers<void>();

  /** Resolves when the turn that runs has ended. */
  get ended(): Promise<void> {
    return this.#asleep.promise;
  }

  async next(): Promise<void> {
    this.#asleep = Promise.withResolvers();
    this.#wake();
    await this.ended;
  }

  options(service: Service): ServicesOptions {
    return {
      clock,
      services: [service],
      onError: (error) => this.errors.push(error),
      sleep: (_seconds, signal) =>
        new Promise((resolve) => {
          this.#wake = resolve;
          signal.addEventListener("abort", () => resolve(), { once: true });
          if (signal.aborted) resolve();
          this.#asleep.resolve();
        }),
    };
  }
}

function counting(): Service & { turns: number } {
  return {
    name: "count",
    everySeconds: 5,
    turns: 0,
    async run() {
      this.turns += 1;
      return 1;
    },
  };
}

/** The tests of a file share a database, which takes longer to make than a test. */
async function forgetAll(): Promise<void> {
  await store.write(async (tx) => {
    for (const table of ["service"] as const) await tx.db.deleteFrom(table).execute();
  });
}

for (const { name, skip, open } of databases)
  describe.skipIf(skip)(`on ${name}`, () => {
    beforeAll(async () => {
      clock = new SetClock(1_795_590_000_000_000);
      store = await open(clock);
    });
    afterEach(forgetAll);
    afterAll(() => store[Symbol.asyncDispose]());

    test("S3, V1: of two processes one runs a service, and the other takes over when the first ends", async () => {
      const [mine, yours] = [counting(), counting()];
      const [first, second] = [new Turns(), new Turns()];
      const firstServices = runServices(store, first.options(mine));
      await first.ended;
      await using _second = runServices(store, second.options(yours));
      await second.ended;
      expect([mine.turns, yours.turns]).toEqual([1, 0]);
      await first.next();
      await second.next();
      expect([mine.turns, yours.turns]).toEqual([2, 0]);

      await firstServices[Symbol.asyncDispose]();
      await second.next();
      expect([mine.turns, yours.turns]).toEqual([2, 1]);
    });

    test("S3, V1: a service whose owner is frozen goes on elsewhere when its lease has ended, and the owner stands back", async () => {
      const [mine, yours] = [counting(), counting()];
      const [frozen, other] = [new Turns(), new Turns()];
      await using _frozen = runServices(store, frozen.options(mine));
      await frozen.ended;
      await using _other = runServices(store, other.options(yours));
      await other.ended;
      clock.advance(31);
      await other.next();
      await frozen.next();
      expect([mine.turns, yours.turns]).toEqual([1, 1]);
    });

    test("V2: a turn that fails is reported, and the next one runs", async () => {
      const turns = new Turns();
      let attempts = 0;
      const failingOnce: Service = {
        name: "fails-once",
        everySeconds: 5,
        async run() {
          attempts += 1;
          if (attempts === 1) throw new Error("no luck");
          return 0;
        },
      };
      await using _services = runServices(store, turns.options(failingOnce));
      await turns.ended;
      await turns.next();
      expect(attempts).toBe(2);
      expect(turns.errors).toEqual([expect.objectContaining({ message: "no luck" })]);
    });

    test("V3: after disposal no turn runs and the service is free", async () => {
      const turns = new Turns();
      const service = counting();
      const services = runServices(store, turns.options(service));
      await turns.ended;
      await services[Symbol.asyncDispose]();
      expect(service.turns).toBe(1);
      expect(await store.read((db) => db.selectFrom("service").selectAll().execute())).toEqual([]);
    });
  });
