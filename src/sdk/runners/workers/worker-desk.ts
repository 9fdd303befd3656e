// What the parent does for one worker while it runs a task: see `ParentServices`.

import type { FlowFrame } from "../../engine/flows/flow-frame.ts";
import { Stopper } from "../../engine/stopper.ts";
import type { Slot } from "../../engine/tasks/task-frame.ts";
import { Abort } from "../../errors.ts";
import { type Api, host } from "../../host.ts";
import { richFailure } from "../../serializers/encode-failure.ts";
import type { Slots } from "../slots.ts";
import { FetchDesk, type SentRequest, type SentResponse } from "../remote/fetch-over-line.ts";
import type { Outcome } from "../remote/outcome.ts";
import type { HostFacts, ParentServices, SlotNumber } from "../remote/protocol.ts";
import type { WorkerLine } from "./pool-worker.ts";
import type { PoolTask } from "./worker-pool.ts";

export interface DeskParts {
  api: Api;
  flow: FlowFrame;
  slots: Slots;
  /** Runs what the worker's task submits. */
  run: (task: PoolTask) => Promise<Outcome>;
}

/** The place that the worker's own task holds. */
const ownSlot: SlotNumber = 0;

export class WorkerDesk implements ParentServices {
  readonly #parts: DeskParts;
  readonly #fetches: FetchDesk;
  readonly #slots = new Map<SlotNumber, Slot>();
  readonly #submitted = new Map<number, Stopper>();
  #slotCount = 0;
  /** Nested calls of the task that are open. */
  #nested = 0;
  #task: (PoolTask & { line: WorkerLine }) | undefined;
  /** What the worker said before it ended. */
  lastFault: string | undefined;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#fetches = new FetchDesk(parts.api.fetch);
  }

  /** The worker begins a task. */
  open(task: PoolTask, line: WorkerLine): void {
    this.#task = { ...task, line };
    if (task.slot !== undefined) this.#slots.set(ownSlot, task.slot);
  }

  /** The task is over, or its worker: what it has left open ends with it, and its own place is held again. */
  async close(): Promise<void> {
    this.#task = undefined;
    for (const stopper of this.#submitted.values())
      stopper.stop(new Abort("The task that submitted this one has ended."));
    for (const [number, slot] of this.#slots) if (number !== ownSlot) slot.release();
    const own = this.#slots.get(ownSlot);
    this.#slots.clear();
    for (; this.#nested > 0; this.#nested--) await own?.leaveNested(); // the next try runs in the same place
    await this.#fetches.endAll();
  }

  // The server

  host(): HostFacts {
    const { url, kind, headers } = this.#parts.api;
    return { url, kind, headers, secretKey: host().secretKey() };
  }

  fetch(request: SentRequest): Promise<SentResponse> {
    return this.#fetches.answer(request);
  }

  readBody(stream: number): Promise<Uint8Array | undefined> {
    return this.#fetches.read(stream);
  }

  endBody(stream: number): Promise<void> {
    return this.#fetches.end(stream);
  }

  // Results that are too large for the store

  async storageLocation(): Promise<string> {
    return (await host().openResultStorage()).location;
  }

  async readResult(key: string): Promise<Uint8Array | undefined> {
    return await (await host().openResultStorage()).read(key);
  }

  async writeResult({ key, bytes }: { key: string; bytes: Uint8Array }): Promise<void> {
    await (await host().openResultStorage()).write(key, bytes);
  }

  async hasResult(key: string): Promise<boolean> {
    return await (await host().openResultStorage()).exists(key);
  }

  async deleteResult(key: string): Promise<void> {
    await (await host().openResultStorage()).delete(key);
  }

  begin(): void {
    this.#task?.begin();
  }

  // Places, and tasks that the worker's task submits

  async acquire(enclosing: SlotNumber | undefined): Promise<SlotNumber> {
    const task = this.#task;
    const slot = await this.#parts.slots.acquire(enclosing === undefined ? undefined : this.#slots.get(enclosing));
    if (this.#task !== task) {
      slot.release();
      throw new Abort("The task that asked for this place has ended.");
    }
    const number = ++this.#slotCount;
    this.#slots.set(number, slot);
    return number;
  }

  enterNested(slot: SlotNumber): void {
    if (slot === ownSlot) this.#nested++;
    this.#slots.get(slot)?.enterNested();
  }

  async leaveNested(slot: SlotNumber): Promise<void> {
    if (slot === ownSlot) this.#nested--;
    await this.#slots.get(slot)?.leaveNested();
  }

  release(slot: SlotNumber): void {
    this.#slots.get(slot)?.release();
    this.#slots.delete(slot);
  }

  async submit({ number, envelope, slot }: Parameters<ParentServices["submit"]>[0]): Promise<Outcome> {
    const stopper = new Stopper();
    const line = this.#task?.line;
    this.#submitted.set(number, stopper);
    try {
      const place = slot === undefined ? undefined : this.#slots.get(slot);
      return await this.#parts.run({
        envelope,
        stopper,
        slot: place,
        begin: () => line?.tell("submittedBegins", number),
      });
    } finally {
      this.#submitted.delete(number);
    }
  }

  stopSubmitted({ number, reason }: { number: number; reason: string }): void {
    this.#submitted.get(number)?.stop(richFailure.decode(reason));
  }

  // What else it has to say

  fault(message: string): void {
    this.lastFault = message;
  }

  memoFound({ identity, digest }: { identity: string; digest: string }): void {
    this.#parts.flow.memo?.find(identity, digest);
  }

  memoFresh({ name, digest }: { name: string; digest: string }): void {
    this.#parts.flow.memo?.noteFresh(name, digest);
  }
}
