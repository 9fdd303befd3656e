// Generator tasks and flows: one run whose body takes a step each time its consumer asks for one.
//
// Invariants
//   G1. The body's steps run in the run's own context, whoever asks for them (engine.md T3).
//   G2. The consumer hears of the end only after the run has settled.
//   G3. A generator that its consumer left counts as returned: the run completes.

import type { FlowDefinition } from "../flow-definition.ts";
import { observe, type Call } from "./call.ts";
import { startFlow } from "./start-flow.ts";
import { startTask, type TaskCall } from "./start-task.ts";
import type { AnyFunction, Definition } from "../definition.ts";

export interface GeneratorCall<D extends Definition> {
  definition: D;
  thisArg: unknown;
  args: readonly unknown[];
}

export function runTaskGenerator(task: TaskCall): AsyncGenerator<unknown, unknown, unknown> {
  const { definition } = task;
  return consume((drive) => startTask({ ...task, definition: { ...definition, fn: drive(definition.fn) } }));
}

export function runFlowGenerator(flow: GeneratorCall<FlowDefinition>): AsyncGenerator<unknown, unknown, unknown> {
  const { definition } = flow;
  return consume((drive) => startFlow({ ...flow, definition: { ...definition, fn: drive(definition.fn) } }));
}

/** The consumer's side: starts the run with the first step, and passes each step on to the body. */
async function* consume(
  start: (drive: (fn: AnyFunction) => AnyFunction) => Call,
): AsyncGenerator<unknown, unknown, unknown> {
  const steps = new Steps();
  const call = observe(start((fn) => steps.drive(fn)));
  call.onLeft = () => steps.leave();
  try {
    let step = await stepOrEnd(call, steps.ask({ method: "next", value: undefined }));
    while (step.done !== true) {
      let asked: Ask;
      try {
        asked = { method: "next", value: yield step.value };
      } catch (error) {
        asked = { method: "throw", value: error };
      }
      step = await stepOrEnd(call, steps.ask(asked));
    }
    return step.value;
  } finally {
    steps.leave();
    await call.settled;
  }
}

/** The body's answer to a step, or the end of the run (G2). */
async function stepOrEnd(call: Call, answer: Promise<IteratorResult<unknown>>): Promise<IteratorResult<unknown>> {
  const ended = call.settled.then(async (state): Promise<IteratorResult<unknown>> => ({
    done: true,
    value: await state.result(),
  }));
  ended.catch(() => {}); // an answer may come first
  return await Promise.race([answer, ended]);
}

interface Ask {
  method: "next" | "throw" | "return";
  value: unknown;
}

type Step = Ask & { answer(result: IteratorResult<unknown>): void };

/** Steps on their way from the consumer to the body, one at a time. */
class Steps {
  #waiting: Step | undefined;
  #wake: (() => void) | undefined;
  #isLeft = false;

  ask(asked: Ask): Promise<IteratorResult<unknown>> {
    return new Promise((resolve) => {
      this.#waiting = { ...asked, answer: resolve };
      this.#wake?.();
    });
  }

  /** The consumer asks for nothing more (G3). */
  leave(): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    void this.ask({ method: "return", value: undefined });
  }

  /** The body of the run: it steps through the user's generator as it is asked to. */
  drive(fn: AnyFunction): AnyFunction {
    const take = (): Promise<Step> => this.#take();
    return async function driven(this: unknown, ...args: never[]): Promise<unknown> {
      const iterator = fn.apply(this, args) as Iterator<unknown> | AsyncIterator<unknown>;
      for (;;) {
        const step = await take();
        if (step.method === "return") return void (await iterator.return?.());
        const result = await (step.method === "throw"
          ? rethrow(iterator, step.value)
          : iterator.next(step.value as undefined));
        if (result.done === true) return result.value;
        step.answer(result);
      }
    };
  }

  async #take(): Promise<Step> {
    while (this.#waiting === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const step = this.#waiting;
    this.#waiting = undefined;
    return step;
  }
}

function rethrow(
  iterator: Iterator<unknown> | AsyncIterator<unknown>,
  error: unknown,
): IteratorResult<unknown> | Promise<IteratorResult<unknown>> {
  if (iterator.throw === undefined) throw error;
  return iterator.throw(error);
}
