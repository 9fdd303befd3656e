// What a task in a worker submits runs in another worker: the parent gives the place and passes the task on.

import type { Slot } from "../../engine/tasks/task-frame.ts";
import { richFailure } from "../../serializers/encode-failure.ts";
import type { TaskJob, TaskRunner } from "../task-runner.ts";
import { packTask } from "./envelope.ts";
import type { Line } from "./line.ts";
import { opened } from "./outcome.ts";
import type { ParentServices, SlotNumber, WorkerServices } from "./protocol.ts";

export type ParentLine = Line<WorkerServices, ParentServices>;

export class ParentsRunner implements TaskRunner {
  readonly name: string;
  readonly beginsLater = true;
  readonly #submitted = new Map<number, TaskJob>();
  readonly #line: ParentLine;
  #count = 0;

  constructor(line: ParentLine, name: string) {
    this.#line = line;
    this.name = name;
  }

  duplicate(): TaskRunner {
    return this;
  }

  /** The parent says that a submitted body begins. */
  begin(number: number): void {
    this.#submitted.get(number)?.begin();
  }

  async acquire(enclosing: Slot | undefined): Promise<Slot> {
    const number = await this.#line.ask("acquire", enclosing instanceof ParentsSlot ? enclosing.number : undefined);
    return new ParentsSlot(this.#line, number);
  }

  async run(job: TaskJob): Promise<unknown> {
    const number = ++this.#count;
    const { slot } = job.context.task ?? {};
    this.#submitted.set(number, job);
    const forget = job.stopper.onStop((reason) =>
      this.#line.tell("stopSubmitted", { number, reason: richFailure.encode(reason) }),
    );
    try {
      return opened(
        await this.#line.ask("submit", {
          number,
          envelope: packTask(job),
          slot: slot instanceof ParentsSlot ? slot.number : undefined,
        }),
      );
    } finally {
      forget();
      this.#submitted.delete(number);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** A place that the parent keeps. */
export class ParentsSlot implements Slot {
  readonly depth = 0; // the parent counts it
  readonly number: SlotNumber;
  readonly #line: ParentLine;
  readonly #isBorrowed: boolean;

  constructor(line: ParentLine, number: SlotNumber, options: { isBorrowed?: boolean } = {}) {
    this.#line = line;
    this.number = number;
    this.#isBorrowed = options.isBorrowed ?? false;
  }

  enterNested(): void {
    this.#line.tell("enterNested", this.number);
  }

  async leaveNested(): Promise<void> {
    await this.#line.ask("leaveNested", this.number);
  }

  borrow(): Slot {
    return new ParentsSlot(this.#line, this.number, { isBorrowed: true });
  }

  release(): void {
    if (!this.#isBorrowed) this.#line.tell("release", this.number);
  }
}
