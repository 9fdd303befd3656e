// Tasks that count together: all of them, or none (features §9, engine.md M4).
//
// Invariants
//   X1. The outcome of a member is in the store at once; a roll-back appends RolledBack, which ends its reuse.
//   X2. What a member would publish (a cache record, a commit hook) is published when the outermost transaction commits.
//   X3. A roll-back undoes the newest first; a committed transaction is never rolled back.

import { uuidv7 } from "../lib/uuid.ts";
import { type RunContext, currentContext, runInContext } from "./context.ts";
import { ConfigurationError } from "./errors.ts";
import { lockHolder, type LockManager } from "./locks/lock-manager.ts";
import { describeError, writeLog } from "./logging/run-logger.ts";
import { levels } from "./logging/levels.ts";
import type { ResultStorage } from "./results/result-storage.ts";
import { ResultStore } from "./results/result-store.ts";
import type { TransactionHook } from "./definitions/task-options.ts";

export type TransactionState = "PENDING" | "ACTIVE" | "STAGED" | "COMMITTED" | "ROLLED_BACK";

/** LAZY commits with the outermost transaction, EAGER at its own end, OFF never: it is rolled back. */
export type CommitMode = "LAZY" | "EAGER" | "OFF";

export interface TransactionOptions {
  /** Names a record: a transaction whose record exists is committed at its start, and its value is there. */
  key?: string;
  /** Where the record goes. Needed with `key`. */
  storage?: ResultStorage;
  /** Default: as the enclosing transaction, LAZY for the outermost. */
  commitMode?: CommitMode;
  /** SERIALIZABLE lets one transaction of a key run at a time; it needs a lock manager. Default READ_COMMITTED. */
  isolationLevel?: "READ_COMMITTED" | "SERIALIZABLE";
  lockManager?: LockManager;
  /** Runs although a record exists, and replaces it. Default false. */
  overwrite?: boolean;
  /** False keeps the staged value out of the storage. Default true. */
  writeOnCommit?: boolean;
}

/** Something that is part of a transaction: a task run, or a nested transaction. */
export interface TransactionMember {
  name: string;
  onCommit: readonly TransactionHook[];
  onRollback: readonly TransactionHook[];
  commit(): Promise<void>;
  rollBack(): Promise<void>;
}

export class Transaction {
  readonly id = uuidv7();
  readonly key: string | undefined;
  readonly parent: Transaction | undefined;
  readonly #options: TransactionOptions;
  readonly #context: RunContext;
  readonly #members: TransactionMember[] = [];
  readonly #commitHooks: TransactionHook[] = [];
  readonly #rollbackHooks: TransactionHook[] = [];
  readonly #values = new Map<string, unknown>();
  #state: TransactionState = "PENDING";
  #staged: { value: unknown } | undefined;
  #store: ResultStore | undefined;

  constructor(options: TransactionOptions, context: RunContext) {
    this.#options = options;
    this.#context = context;
    this.key = options.key;
    this.parent = context.transaction;
  }

  get state(): TransactionState {
    return this.#state;
  }
  isActive(): boolean {
    return this.#state === "ACTIVE";
  }
  isStaged(): boolean {
    return this.#state === "STAGED";
  }
  isCommitted(): boolean {
    return this.#state === "COMMITTED";
  }
  isRolledBack(): boolean {
    return this.#state === "ROLLED_BACK";
  }

  get commitMode(): CommitMode {
    return this.#options.commitMode ?? this.parent?.commitMode ?? "LAZY";
  }

  /** Keeps a value for hooks of this transaction and of those inside it. */
  set(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  /**
   * A copy of a value that was set here or in an enclosing transaction.
   *
   * @throws {ConfigurationError} when nobody set it and no default is given
   */
  get<T = unknown>(name: string, ...fallback: [T?]): T {
    if (this.#values.has(name)) return structuredClone(this.#values.get(name)) as T;
    if (this.parent !== undefined) return this.parent.get(name, ...fallback);
    if (fallback.length > 0) return fallback[0] as T;
    throw new ConfigurationError(`The transaction holds no value "${name}".`);
  }

  /** Stages the value of the transaction's record; it is written at the commit. */
  stage(value: unknown): void {
    this.#staged = { value };
    this.#state = "STAGED";
  }

  /** The value of the record that was there at the start. */
  async read(): Promise<unknown> {
    if (this.key === undefined)
      throw new ConfigurationError("The transaction has no key, so it has no record to read.");
    return await this.#requireStore().value(this.key, `the transaction ${this.key}`);
  }

  onCommit(hook: TransactionHook): void {
    this.#commitHooks.push(hook);
  }

  onRollback(hook: TransactionHook): void {
    this.#rollbackHooks.push(hook);
  }

  /** For the engine: makes something part of this transaction. */
  addMember(member: TransactionMember): void {
    this.#members.push(member);
  }

  /** For `transaction()`: begins, and says whether the body has to run. */
  async begin(): Promise<void> {
    const { key, isolationLevel, lockManager, overwrite = false } = this.#options;
    if (isolationLevel === "SERIALIZABLE" && lockManager === undefined) {
      throw new ConfigurationError(
        "A SERIALIZABLE transaction needs a lock manager: transaction({ isolationLevel, lockManager }, …).",
      );
    }
    if (key !== undefined) this.#requireStore();
    if (key !== undefined && lockManager !== undefined) await lockManager.acquire(key, { holder: lockHolder(this.id) });
    this.#state = "ACTIVE";
    if (key === undefined || overwrite) return;
    let isToRun = false;
    try {
      isToRun = !(await this.#requireStore().has(key));
      if (!isToRun) this.#state = "COMMITTED";
    } finally {
      if (!isToRun) await this.#unlock(); // nothing is left to do: the next one may look
    }
  }

  /** Commits: members first, then hooks, then the record. Whatever throws rolls all of it back; says whether it worked. */
  async commit(): Promise<boolean> {
    if (this.#state === "COMMITTED" || this.#state === "ROLLED_BACK") return this.#state === "COMMITTED";
    try {
      for (const member of this.#members) {
        await this.#run("commit", member.onCommit);
        await member.commit();
      }
      await this.#run("commit", this.#commitHooks);
      await this.#write();
      this.#state = "COMMITTED";
      return true;
    } catch (error) {
      writeLog(
        this.#context,
        levels.ERROR,
        `The commit failed, so the transaction is rolled back: ${describeError(error)}`,
      );
      await this.rollBack();
      return false;
    } finally {
      await this.#unlock();
    }
  }

  /** Undoes: own hooks in reverse, then the members in reverse. Says whether every hook worked. */
  async rollBack(): Promise<boolean> {
    if (this.#state === "COMMITTED" || this.#state === "ROLLED_BACK") return false;
    this.#state = "ROLLED_BACK";
    let worked = await this.#undo(this.#rollbackHooks);
    for (const member of this.#members.toReversed()) {
      worked = (await this.#undo(member.onRollback)) && worked;
      await member.rollBack();
    }
    await this.#unlock();
    return worked;
  }

  async #undo(hooks: readonly TransactionHook[]): Promise<boolean> {
    try {
      await this.#run("rollback", hooks.toReversed());
      return true;
    } catch (error) {
      writeLog(this.#context, levels.ERROR, `A rollback hook failed: ${describeError(error)}`);
      return false;
    }
  }

  async #run(moment: "commit" | "rollback", hooks: readonly TransactionHook[]): Promise<void> {
    for (const hook of hooks) {
      writeLog(this.#context, levels.INFO, `Running ${moment} hook '${hook.name === "" ? "(anonymous)" : hook.name}'`);
      await runInContext({ ...this.#context, transaction: this }, () => hook(this));
    }
  }

  async #write(): Promise<void> {
    if (this.key === undefined || this.#staged === undefined || this.#options.writeOnCommit === false) return;
    const store = this.#requireStore();
    await store.put(store.encode(this.#staged.value, { key: this.key }));
  }

  async #unlock(): Promise<void> {
    const { key, lockManager } = this.#options;
    if (key !== undefined) await lockManager?.release(key, lockHolder(this.id)).catch(() => {}); // it expired meanwhile
  }

  #requireStore(): ResultStore {
    const { storage } = this.#options;
    if (storage === undefined)
      throw new ConfigurationError(
        "A transaction with a key needs a storage for its record: transaction({ key, storage }, …).",
      );
    return (this.#store ??= new ResultStore({ storage }));
  }
}

/** A task run outside a transaction is one of its own: it commits when it completes. */
export async function commitAlone(member: TransactionMember, context: RunContext): Promise<void> {
  if (member.onCommit.length === 0) return await member.commit();
  const own = new Transaction({}, { ...context, transaction: undefined });
  await own.begin();
  own.addMember(member);
  await own.commit();
}

/** The transaction that the code is running in; undefined outside one. */
export function getTransaction(): Transaction | undefined {
  return currentContext().transaction;
}

/**
 * Runs `body` as a transaction: when it throws, the tasks in it are rolled back, and their rollback hooks run.
 *
 * @example
 * await transaction(async (txn) => {
 *   txn.set("path", path);
 *   await writeFile(path);     // a task with onRollback: [(txn) => rm(txn.get("path"))]
 *   await checkQuality(path);  // throws: the file is removed again
 * });
 */
export function transaction<T>(body: (txn: Transaction) => T | Promise<T>): Promise<T>;
export function transaction<T>(options: TransactionOptions, body: (txn: Transaction) => T | Promise<T>): Promise<T>;
export async function transaction<T>(
  first: TransactionOptions | ((txn: Transaction) => T | Promise<T>),
  second?: (txn: Transaction) => T | Promise<T>,
): Promise<T> {
  const [options, body] =
    typeof first === "function" ? [{}, first] : [first, second as (txn: Transaction) => T | Promise<T>];
  const context = currentContext();
  const txn = new Transaction(options, context);
  await txn.begin();
  try {
    const value = await runInContext({ ...context, transaction: txn }, () => body(txn));
    await end(txn);
    return value;
  } catch (error) {
    await txn.rollBack();
    throw error;
  }
}

/** A nested transaction that is lazy becomes a member of its parent; everything else is decided here. */
async function end(txn: Transaction): Promise<void> {
  if (txn.isCommitted() || txn.isRolledBack()) return;
  if (txn.commitMode === "OFF") {
    await txn.rollBack();
  } else if (txn.commitMode === "EAGER" || txn.parent === undefined) {
    await txn.commit();
  } else {
    txn.parent.addMember({
      name: `transaction ${txn.id}`,
      onCommit: [],
      onRollback: [],
      async commit() {
        if (!(await txn.commit())) throw new Error(`the nested transaction ${txn.key ?? txn.id} was rolled back`);
      },
      rollBack: async () => void (await txn.rollBack()),
    });
  }
}
