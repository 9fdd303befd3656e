// The way from this process to the store: what happened, in order, in batches (engine.md C1, L5, W1).
//
// Invariants
//   A1. One batch is on its way at a time; what is recorded meanwhile makes the next one.
//   A2. A promise of `record` settles when its item was answered, that is, after its commit.
//   A3. Items of one call that wait in the same batch are one item: its states, in order.
//   A4. A batch that could not be delivered is sent again as it was; items are answered once (W1a).
//   A5. An attempt that was silenced says nothing more: what it records is refused here (engine.md L3).
//   A6. Who waits for room is let in, in order, whenever fewer than `roomFor` items wait: nobody waits for somebody
//       who waits.

import type {
  FlowRunItem,
  FlowStateItem,
  LogsItem,
  ArtifactItem,
  NoteItem,
  RecordAnswer,
  RecordAnswers,
  RecordItem,
  TaskRunItem,
} from "../../../schemas/record.ts";
import { jsonPost } from "../../../lib/text-request.ts";
import type { Api } from "../../host.ts";
import { isTransient, ServerUnreachable, statusError } from "../../errors.ts";
import { setTimeout as sleep } from "node:timers/promises";

type WithoutNumber<T> = T extends unknown ? Omit<T, "n"> : never;
export type NewItem = WithoutNumber<FlowRunItem | FlowStateItem | TaskRunItem | LogsItem | ArtifactItem | NoteItem>;

interface Queued {
  item: RecordItem;
  waiters: ((answer: RecordAnswer) => void)[];
  failures: ((error: unknown) => void)[];
}

export interface RecorderOptions {
  /** How long to try to reach a server that does not answer. Default: without limit. */
  offlineSeconds?: number | undefined;
  /** Called once when the server is out of reach, and once when it is back. */
  onOffline?: ((reason: unknown) => void) | undefined;
  onOnline?: (() => void) | undefined;
}

const largestBatch = 2_000;
const roomFor = 2 * largestBatch;

export class Recorder {
  readonly api: Api;
  readonly #options: RecorderOptions;
  readonly #refusals = new Map<string, (reason: string) => void>();
  readonly #silenced = new Map<string, string>();
  #queue: Queued[] = [];
  #underWay: Queued[] = [];
  /** What was given up because the server stayed away too long: the spool may still deliver it. */
  readonly #undelivered: RecordItem[] = [];
  #outside: (() => void)[] = [];
  #openCalls = new Map<string, Queued>();
  #sending: Promise<void> | undefined;
  #scheduled = false;
  #lost: { error: unknown } | undefined;
  #number = 0;
  #hasGivenUp = false;

  constructor(api: Api, options: RecorderOptions = {}) {
    this.api = api;
    this.#options = options;
  }

  /** Sends an item with the next batch; resolves with its answer, after its commit. */
  record(item: NewItem): Promise<RecordAnswer> {
    const silence = this.#silenced.get(item.attempt ?? "");
    if (silence !== undefined) return Promise.resolve({ n: 0, status: "refused", code: "superseded", reason: silence });
    return new Promise((resolve, reject) => {
      const queued = this.#enqueue(item);
      queued.waiters.push(resolve);
      queued.failures.push(reject);
    });
  }

  /** Sends an item with the next batch; nobody waits for it but `flush`. */
  post(item: NewItem): void {
    if (!this.#silenced.has(item.attempt ?? "")) this.#enqueue(item);
  }

  /** Resolves when everything recorded so far was answered (engine.md C4); throws if some of it was lost since the last time. */
  async flush(): Promise<void> {
    while (this.#queue.length > 0 || this.#sending !== undefined) {
      await (this.#sending ?? this.#send());
    }
    const lost = this.#lost;
    this.#lost = undefined;
    if (lost !== undefined) throw lost.error;
  }

  /** Called with the reason when the server refuses this attempt's writes: another one has taken over (engine.md L3). */
  onSuperseded(attempt: string, stop: (reason: string) => void): void {
    this.#refusals.set(attempt, stop);
  }

  forget(attempt: string): void {
    this.#refusals.delete(attempt);
  }

  /** What was recorded so far was the last word of an attempt (A5). */
  silence(attempt: string, reason: string): void {
    this.#silenced.set(attempt, reason);
  }

  /** What was not answered yet, for the spool of a process that ends (engine.md R4). */
  unanswered(): RecordItem[] {
    return [...this.#undelivered, ...[...this.#underWay, ...this.#queue].map((queued) => queued.item)];
  }

  /**
   * Undefined while few items wait to be sent; else a promise for the time when they do (A6). A call that is begun holds
   * several kilobytes until it is recorded: a map of 100,000 begins them as they can be recorded.
   */
  room(): Promise<void> | undefined {
    if (this.#outside.length === 0 && this.#queue.length < roomFor) return undefined;
    return new Promise((resolve) => this.#outside.push(resolve));
  }

  #letIn(): void {
    if (this.#outside.length === 0) return;
    const free = roomFor - this.#queue.length;
    if (free <= 0) return; // the next batch makes room
    for (const enter of this.#outside.splice(0, free)) enter();
    if (this.#outside.length > 0) setImmediate(() => this.#letIn()); // those let in may have had nothing to record
  }

  #enqueue(fields: NewItem): Queued {
    if (fields.kind === "task-run") {
      const open = this.#openCalls.get(fields.id);
      if (open !== undefined) {
        merge(open.item as TaskRunItem, fields);
        return open;
      }
    }
    const queued: Queued = {
      item: Object.assign(fields, { n: ++this.#number }) as RecordItem,
      waiters: [],
      failures: [],
    };
    this.#queue.push(queued);
    if (fields.kind === "task-run") this.#openCalls.set(fields.id, queued);
    this.#schedule();
    return queued;
  }

  #schedule(): void {
    if (this.#scheduled || this.#sending !== undefined) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#sending === undefined && this.#queue.length > 0) void this.#send().catch(() => {});
    });
  }

  #send(): Promise<void> {
    const batch = this.#takeBatch();
    this.#letIn();
    this.#underWay = batch;
    this.#sending = this.#deliver(batch)
      .catch((error: unknown) => this.#fail(batch, error))
      .finally(() => {
        this.#underWay = [];
        this.#sending = undefined;
        if (this.#queue.length > 0) this.#schedule();
      });
    return this.#sending;
  }

  #takeBatch(): Queued[] {
    if (this.#queue.length <= largestBatch) {
      const batch = this.#queue;
      this.#queue = [];
      this.#openCalls = new Map();
      return batch;
    }
    const batch = this.#queue.slice(0, largestBatch);
    this.#queue = this.#queue.slice(largestBatch);
    for (const { item } of batch) if (item.kind === "task-run") this.#openCalls.delete(item.id);
    return batch;
  }

  async #deliver(batch: Queued[]): Promise<void> {
    const body = JSON.stringify({ items: batch.map((queued) => queued.item) });
    const { answers } = await this.#post(body);
    batch.forEach((queued, at) => this.#answer(queued, answers[at]));
  }

  #answer(queued: Queued, answer: RecordAnswer | undefined): void {
    if (answer === undefined || answer.n !== queued.item.n) {
      throw new Error(`The server answered item ${answer?.n} where ${queued.item.n} was asked for.`);
    }
    if (answer.status === "refused" && answer.code === "superseded" && queued.item.attempt != null) {
      this.#refusals.get(queued.item.attempt)?.(answer.reason);
    }
    for (const resolve of queued.waiters) resolve(answer);
  }

  async #post(body: string): Promise<RecordAnswers> {
    const started = Date.now();
    for (let attempt = 0; ; attempt++) {
      try {
        const answers = await this.#postOnce(body);
        this.#hasGivenUp = false;
        if (attempt > 0) this.#options.onOnline?.();
        return answers;
      } catch (error) {
        if (!isTransient(error)) throw error;
        if (attempt === 0 && !this.#hasGivenUp) this.#options.onOffline?.(error);
        this.#checkPatience(error, (Date.now() - started) / 1000);
        await sleep(Math.min(5_000, 50 * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2));
      }
    }
  }

  /** After it has given up once, nothing waits again until the server answers. */
  #checkPatience(cause: unknown, seconds: number): void {
    if (!this.#hasGivenUp && seconds < (this.#options.offlineSeconds ?? Infinity)) return;
    this.#hasGivenUp = true;
    const message = `The server at ${this.api.url} did not answer for ${Math.round(seconds)} s.`;
    throw new ServerUnreachable(message, { cause });
  }

  async #postOnce(body: string): Promise<RecordAnswers> {
    const response = await this.api.fetch(jsonPost(`${this.api.url}/sluice/record`, body));
    if (!response.ok) throw await statusError(response);
    return (await response.json()) as RecordAnswers;
  }

  #fail(batch: Queued[], error: unknown): void {
    this.#lost = { error };
    const lost = batch.concat(this.#queue);
    if (isTransient(error)) this.#undelivered.push(...lost.map((queued) => queued.item));
    for (const queued of lost) for (const reject of queued.failures) reject(error);
    this.#queue = [];
    this.#openCalls = new Map();
    this.#letIn();
  }
}

/** Folds a later item of a call into one that was not sent yet (A3). */
function merge(item: TaskRunItem, later: Partial<TaskRunItem>): void {
  for (const name in later) {
    const value = later[name as keyof TaskRunItem];
    if (name === "states") item.states.push(...(later.states ?? []));
    else if (value !== undefined && name !== "n") (item as Record<string, unknown>)[name] = value;
  }
}
