// Generator tasks and flows: one run whose body takes a step each time its consumer asks for one.
//
// Invariants
//   G1. The body's steps run in the run's own context, whoever asks for them (engine.md T3).
//   G2. The consumer hears of the end only after the run has settled.
//   G3. A generator that its consumer left counts as returned: the run completes.
//   G4. A retry starts the generator again: its consumer gets the values again from the first one.

import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import type { AnyFunction, Definition } from "../../definitions/definition.ts";
import { currentContext, runInContext } from "../../context.ts";
import type { State } from "../../state.ts";
import { observe, type Call } from "./call.ts";
import type { FlowFrame } from "../flows/flow-frame.ts";
import { inputOf, linkValue } from "./inputs.ts";
import { type FlowCall, startFlow } from "../flows/start-flow.ts";
import { startTask, type TaskCall } from "../tasks/start-task.ts";
import type { TaskFrame } from "../tasks/task-frame.ts";

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
  return consume(startWith(flow));
}

/** Runs a generator flow to its end where nobody takes its values: one that is gone on with by hand. */
export async function exhaustFlowGenerator(flow: FlowCall): Promise<State> {
  const steps = new Steps();
  const call = begin(startWith(flow), steps);
  try {
    while ((await steps.ask({ method: "next", value: undefined })).done !== true);
  } catch {
    // the state tells how it ended
  }
  return await call.settled;
}

type Start = (drive: (fn: AnyFunction) => AnyFunction) => Call;

const startWith = (flow: FlowCall): Start => {
  const { definition } = flow;
  return (drive) => startFlow({ ...flow, definition: { ...definition, fn: drive(definition.fn) } });
};

/** The consumer's side: starts the run with the first step, and passes each step on to the body. */
function consume(start: Start): AsyncGenerator<unknown, unknown, unknown> {
  const context = currentContext(); // the run is part of what made the generator, wherever its steps are asked for
  const steps = new Steps();
  return passOn(() => runInContext(context, () => begin(start, steps)), steps);
}

function begin(start: Start, steps: Steps): Call {
  const call = observe(start((fn) => steps.drive(fn)));
  call.onLeft = () => steps.leave();
  void call.settled.then((state) => steps.end(state));
  return call;
}

async function* passOn(begin: () => Call, steps: Steps): AsyncGenerator<unknown, unknown, unknown> {
  const call = begin();
  try {
    let step = await steps.ask({ method: "next", value: undefined });
    while (step.done !== true) {
      linkValue(step.value, inputOf(call));
      let asked: Ask;
      try {
        asked = { method: "next", value: yield step.value };
      } catch (error) {
        asked = { method: "throw", value: error };
      }
      step = await steps.ask(asked);
    }
    return step.value;
  } finally {
    steps.leave();
    await call.settled;
  }
}

interface Ask {
  method: "next" | "throw" | "return";
  value: unknown;
}

type Result = IteratorResult<unknown>;

interface Step extends Ask {
  isTaken: boolean;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Steps on their way from the consumer to the body, one at a time. */
class Steps {
  /** Asked for, and not answered yet. */
  #step: Step | undefined;
  #wake = (): void => {};
  #isLeft = false;
  #ended: State | undefined;
  /** Which try of the run answers: steps of an earlier one go nowhere (engine.md C5). */
  #try = 0;

  /** Resolves with what the body yields next; at the end of the run with its value, or with the run's error. */
  ask(asked: Ask): Promise<Result> {
    if (this.#ended !== undefined) return resultOf(this.#ended);
    return new Promise((resolve, reject) => {
      this.#step = { ...asked, isTaken: false, resolve, reject };
      this.#wake();
    });
  }

  /** The consumer asks for nothing more (G3). */
  leave(): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    this.ask({ method: "return", value: undefined }).catch(() => {}); // how the run ended is its own record
  }

  /** The run has settled: whoever waits for a step gets its end (G2), and a body that timed out is closed. */
  end(state: State): void {
    this.#ended = state;
    if (this.#step !== undefined) resultOf(state).then(this.#step.resolve, this.#step.reject);
    this.#try = Infinity;
    this.#wake();
  }

  /** The body of the run: it steps through the user's generator as it is asked to. */
  drive(fn: AnyFunction): AnyFunction {
    const begin = (): number | undefined => this.#beginTry();
    const take = (own: number): Promise<Step | undefined> => this.#take(own);
    const answer = (own: number, result: Result): void => this.#answer(own, result);
    return async function driven(this: unknown, ...args: never[]): Promise<unknown> {
      const own = begin();
      if (own === undefined) return undefined;
      const { task, flow } = currentContext();
      const frame = task ?? flow;
      const iterator = fn.apply(this, args) as Iterator<unknown> | AsyncIterator<unknown>;
      for (let step = await take(own); step !== undefined && step.method !== "return"; step = await take(own)) {
        const { method, value } = step;
        const result = await (method === "throw" ? throwInto(iterator, value) : iterator.next(value as undefined));
        if (result.done === true) return result.value;
        if (!hasEnded(frame)) answer(own, result);
      }
      await iterator.return?.();
      return undefined;
    };
  }

  /** A retry starts anew: the step in which the last try failed gets the first value (G4). Undefined when nobody asks any more. */
  #beginTry(): number | undefined {
    if (this.#isLeft && this.#try > 0) return undefined;
    if (this.#step !== undefined) this.#step = { ...this.#step, method: "next", value: undefined, isTaken: false };
    this.#wake();
    return ++this.#try;
  }

  /** The next step for a try; undefined when another one has begun, or the run has ended. */
  async #take(own: number): Promise<Step | undefined> {
    while (this.#try === own && (this.#step === undefined || this.#step.isTaken)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#try !== own || this.#step === undefined) return undefined;
    this.#step.isTaken = true;
    return this.#step;
  }

  #answer(own: number, result: Result): void {
    if (this.#try !== own) return;
    this.#step?.resolve(result);
    this.#step = undefined;
  }
}

/** The time of this try is over: what its body still yields goes nowhere, also before the next one begins. */
function hasEnded(frame: TaskFrame | FlowFrame | undefined): boolean {
  return frame?.isOver === true || (frame?.stopper.reason as { name?: unknown } | undefined)?.name === "TimeoutError";
}

async function resultOf(state: State): Promise<Result> {
  return { done: true, value: await state.result() };
}

function throwInto(iterator: Iterator<unknown> | AsyncIterator<unknown>, error: unknown): Result | Promise<Result> {
  if (iterator.throw === undefined) throw error;
  return iterator.throw(error);
}
