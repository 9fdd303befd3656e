// Invariants (engine.md S1; architecture.md, decision 4)
//   G1. Units run one after the other: each has the writer to itself from its first statement to its savepoint.
//   G2. Units that are queued when the lock is won share one transaction.
//   G3. A unit's promise settles after the COMMIT of its group; one that throws is undone and rejects alone.
//   G4. When the transaction itself is lost (COMMIT fails, the disk is full), every unit of the group rejects.

import type { MaybePromise } from "../store.ts";
import type { SqliteConnection } from "./connection.ts";
import { inSavepoint } from "./tx.ts";
import { whenUnlocked } from "./when-locked.ts";

const largestGroup = 256; // a group stops the event loop while it runs

interface QueuedUnit {
  run(): MaybePromise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

type Outcome = { value: unknown } | { error: unknown };

/** The writer of one process: commits the queued units group by group. */
export class GroupCommit {
  readonly #connection: SqliteConnection;
  readonly #gather: () => Promise<unknown>;
  readonly #queue: QueuedUnit[] = [];
  #draining: Promise<void> | undefined;
  #open: Promise<void> | undefined;

  /** `gather`: what the first unit waits for, so that others can join its group. Default: the end of this turn's callback. */
  constructor(connection: SqliteConnection, gather: () => Promise<unknown> = () => Promise.resolve()) {
    this.#connection = connection;
    this.#gather = gather;
  }

  /** Runs the unit in the next group; resolves after its commit. */
  commit<T>(run: () => MaybePromise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ run, resolve: resolve as (value: unknown) => void, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Resolves when nothing is queued any more. */
  async settled(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  /** Set while a transaction is open: what runs on the connection then would see uncommitted rows. */
  get openTransaction(): Promise<void> | undefined {
    return this.#open;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#gather();
      await this.#commitGroup();
    }
    this.#draining = undefined;
  }

  async #commitGroup(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let group: QueuedUnit[] = [];
    try {
      await whenUnlocked(() => this.#connection.run("BEGIN IMMEDIATE"));
      this.#open = promise;
      group = this.#queue.splice(0, largestGroup);
      const outcomes = await this.#runGroup(group);
      this.#connection.run("COMMIT");
      settle(group, outcomes);
    } catch (error) {
      this.#rollBack();
      if (group.length === 0) group = this.#queue.splice(0); // the lock was never won
      for (const unit of group) unit.reject(error);
    } finally {
      this.#open = undefined;
      resolve();
    }
  }

  #rollBack(): void {
    try {
      if (this.#connection.isInTransaction) this.#connection.run("ROLLBACK");
    } catch {
      // The error before this one says what is wrong; the next BEGIN will say it again.
    }
  }

  async #runGroup(group: readonly QueuedUnit[]): Promise<Outcome[]> {
    if (group.length === 1) return [{ value: await group[0]!.run() }]; // its failure is the group's: no savepoint needed
    const outcomes: Outcome[] = [];
    for (const unit of group) outcomes.push(await this.#runUnit(unit));
    return outcomes;
  }

  async #runUnit(unit: QueuedUnit): Promise<Outcome> {
    try {
      return { value: await inSavepoint(this.#connection, () => unit.run()) };
    } catch (error) {
      if (!this.#connection.isInTransaction) throw error; // G4
      return { error };
    }
  }
}

function settle(group: readonly QueuedUnit[], outcomes: readonly Outcome[]): void {
  group.forEach((unit, at) => {
    const outcome = outcomes[at]!;
    if ("error" in outcome) unit.reject(outcome.error);
    else unit.resolve(outcome.value);
  });
}
